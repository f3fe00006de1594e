"""XML messages as the objects that services of 2.0 know: lxml's objectify."""


def lxml_module(name):
    try:
        import lxml.etree
        import lxml.objectify
    except ImportError:
        raise NotImplementedError("XML needs Python's lxml; install the Debian package python3-lxml") from None
    return getattr(lxml, name)


def tree_of(raw):
    """The root, of SOAP the first element of its Body; '' of an empty message. Entities are not expanded and nothing is fetched."""
    if not raw or not raw.strip():
        return ""
    objectify = lxml_module("objectify")
    parser = objectify.makeparser(resolve_entities=False, no_network=True, remove_comments=True)
    root = objectify.fromstring(raw.encode("utf-8") if isinstance(raw, str) else raw, parser)
    if local(root) == "Envelope":
        bodies = [child for child in root.iterchildren() if local(child) == "Body"]
        return next(bodies[0].iterchildren(), "") if bodies else ""
    return root


def is_tree(value):
    return type(value).__module__.startswith("lxml.")


def local(element):
    """The name without its namespace."""
    return element.tag.rpartition("}")[2]


def children_of(element, name=None):
    return [child for child in element.iterchildren() if isinstance(child.tag, str) and (name is None or local(child) == name)]


def text_of(element):
    return "".join(element.itertext())
