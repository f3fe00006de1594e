"""Files opened as text in UTF-8 or as bytes."""


def open_r(path, encoding="utf-8"):
    return open(path, "r", encoding=encoding)


def open_rb(path):
    return open(path, "rb")


def open_rw(path, encoding="utf-8"):
    return open(path, "w+", encoding=encoding)


def open_w(path, encoding="utf-8"):
    return open(path, "w", encoding=encoding)


def open_wb(path):
    return open(path, "wb")
