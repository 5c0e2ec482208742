"""Where two values of JSON differ."""


def differences(path, a, b):
    if isinstance(a, dict) and isinstance(b, dict):
        for key in sorted(a.keys() | b.keys()):
            yield from differences(f"{path}.{key}", a.get(key), b.get(key))
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for i, pair in enumerate(zip(a, b)):
            yield from differences(f"{path}[{i}]", *pair)
    elif a != b:
        yield f"{path}: {str(a)[:80]} became {str(b)[:80]}"
