"""Inside Jupyter: magics, and what the JupyterLab extension asks of a kernel."""
