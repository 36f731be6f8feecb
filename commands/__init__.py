"""The command line, `themawijzer`. Imports all the other packages."""
