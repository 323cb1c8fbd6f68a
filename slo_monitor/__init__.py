"""slo-monitor: deadlines for batch jobs and tables, judged and told.

    cli           arguments -> one call
    app           the story of one pass; the only reader of the clock
    settings      YAML + environment -> frozen values; the only reader of either
    notify/       tell                                                      (I/O)
    clients/ stores/    third-party libraries, files, services; what we keep (I/O)
    sources/ judge/ foresee/ report/                                        (pure)
    model/        frozen nouns, standard library only
    errors        one tree, drawn in its docstring

Read -> judge -> tell. Imports go down this list only; siblings do not see each other; the
pure folders are handed everything (rows, evidence, `at`) and return values. import-linter
proves it in CI (see pyproject.toml). `samples/` holds the demo's data, `queries/` the SQL
of the engines: no code.
"""
