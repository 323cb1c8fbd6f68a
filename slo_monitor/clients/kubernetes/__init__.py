"""Kubernetes: lightkube connects; listing, watching and resuming are done here.

    following    the loop of one stream: list, watch, resume, back off; yields steps
    listing, watching, answers, lines, wire    one request and what comes back
    connecting, kubeconfig, plugins    from a kubeconfig or a Pod's account to a client
    resources    which objects are read, and what is kept of each

No client of the market survives its own watch on a bad day (a 410, a half line, a silent
connection); what they do well is connecting.
"""
