"""Rules over prompts, traces, the gateway and MCP servers."""
