"""The web page of the sandbox: what a person sees and can press, in German, drawn on the server."""
