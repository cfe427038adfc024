"""Inside Jupyter: magics now; what the JupyterLab extension needs of the kernel later."""
