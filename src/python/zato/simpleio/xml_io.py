"""Input and output as the XML of 2.0."""
from zato._host.xml import children_of, local, lxml_module, text_of
from zato.simpleio.elements import Dict, DictList, List


def read(root, declared):
    """The declared elements of a message as a dict."""
    wanted = getattr(declared.settings, "request_elem", None) or "request"
    if local(root) != wanted:
        root = next(iter(children_of(root, wanted)), root)
    out = {}
    for element in declared.input.elements:
        found = children_of(root, element.name)
        if found:
            out[element.name] = value_of(found[0], element)
    return out


def value_of(node, element):
    if isinstance(element, DictList):
        return [pairs_of(one) for one in children_of(node, "item_dict")]
    if isinstance(element, Dict):
        return pairs_of(node)
    return [text_of(one) for one in children_of(node)] if isinstance(element, List) else text_of(node)


def pairs_of(node):
    """<item><key>name</key><value>what</value></item>, as often as there are pairs."""
    out = {}
    for item in children_of(node, "item"):
        key, value = (text_of(next(iter(children_of(item, name)))) for name in ("key", "value"))
        out[key] = value
    return out


def write(rows, is_many, declared, cid):
    etree = lxml_module("etree")
    namespace = getattr(declared.settings, "namespace", None) or None
    name_of = lambda name: f"{{{namespace}}}{name}" if namespace else name
    root = etree.Element(name_of(declared.wrapper or "response"), nsmap={None: namespace} if namespace else None)

    def add(parent, name, text=None):
        child = etree.SubElement(parent, name_of(name))
        if text is not None:
            child.text = text
        return child

    env = add(root, "zato_env")
    add(env, "cid", cid)
    add(env, "result", "ZATO_OK")
    parent = add(root, "item_list") if is_many else root
    for row in rows:
        item = add(parent, "item")
        for name, value in row.items():
            add_value(add, add(item, name), value)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def add_value(add, node, value):
    if isinstance(value, dict):
        for key, one in value.items():
            item = add(node, "item")
            add(item, "key", str(key))
            add(item, "value", text(one))
    elif isinstance(value, (list, tuple, set)):
        for one in value:
            if isinstance(one, dict):
                add_value(add, add(node, "item_dict"), one)
            else:
                add(node, "item", text(one))
    else:
        node.text = text(value)


def text(value):
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
