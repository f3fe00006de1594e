// XML (formats.hpp): the only file that knows libxml2. It is read as a stream, so that a document never becomes a tree
// of the library's, and without entities or anything from elsewhere.
#include <libxml/xmlreader.h>

#include <algorithm>
#include <memory>
#include <unordered_map>

#include "http/query.hpp"
#include "service/formats/formats.hpp"

namespace zato::service::formats {
namespace {

using base::Code;
using base::fail;
using Kind = zato::Value::Kind;

constexpr const char* kItem = "item";

struct ReaderDeleter {
  void operator()(xmlTextReader* reader) const { xmlFreeTextReader(reader); }
};

void keep_first_problem(void* where, xmlErrorPtr error) {
  auto& problem = *static_cast<std::string*>(where);
  if (!problem.empty() || !error) return;
  problem = "it breaks XML's rules in line " + std::to_string(error->line);
}

// An element whose end has not come yet.
struct Open {
  struct Child {
    std::string name;
    zato::List<> values;
  };
  std::string name;
  std::string text = {};
  std::vector<Child> children = {};
  std::unordered_map<std::string, std::size_t> places = {};  // of names in `children`
};

// What an element is: its children by their names, a list where a name is there several times or all children are
// items; without children its text.
zato::Value value_of(Open&& open) {
  if (open.children.empty()) return std::move(open.text);
  if (open.children.size() == 1 && open.children[0].name == kItem) return std::move(open.children[0].values);
  zato::Dict dict;
  dict.reserve(open.children.size());
  for (auto& [name, values] : open.children) {
    zato::Value value = values.size() == 1 ? std::move(values[0]) : zato::Value(std::move(values));
    dict.append(std::move(name), std::move(value));
  }
  return dict;
}

class Builder {
 public:
  base::Result<zato::Value> build(xmlTextReader* reader) {
    int more = 0;
    while ((more = xmlTextReaderRead(reader)) == 1) ZATO_CHECK(take(reader));
    if (more != 0 || !done_) return refuse("");
    return std::move(root_);
  }
  static base::Failure refuse(const std::string& why) { return fail(Code::kInvalidArgument, why); }

 private:
  base::Result<void> take(xmlTextReader* reader) {
    switch (xmlTextReaderNodeType(reader)) {
      case XML_READER_TYPE_DOCUMENT_TYPE:
        return refuse("it has a document type definition");
      case XML_READER_TYPE_ENTITY_REFERENCE:
        return refuse("it refers to an entity");
      case XML_READER_TYPE_ELEMENT:
        return start(reader);
      case XML_READER_TYPE_END_ELEMENT:
        end();
        return {};
      case XML_READER_TYPE_TEXT:
      case XML_READER_TYPE_CDATA:
      case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
      case XML_READER_TYPE_WHITESPACE:
        if (!open_.empty()) open_.back().text += reinterpret_cast<const char*>(xmlTextReaderConstValue(reader));
        return {};
      default:
        return {};
    }
  }

  base::Result<void> start(xmlTextReader* reader) {
    if (open_.size() == kMaxDepth)
      return refuse("it is nested more than " + std::to_string(kMaxDepth) + " levels deep");
    if (++values_ > kMaxValues) return refuse("it has more than " + std::to_string(kMaxValues) + " elements");
    open_.push_back({.name = reinterpret_cast<const char*>(xmlTextReaderConstLocalName(reader))});
    if (xmlTextReaderIsEmptyElement(reader) == 1) end();
    return {};
  }

  void end() {
    Open ended = std::move(open_.back());
    open_.pop_back();
    std::string name = std::move(ended.name);
    zato::Value value = value_of(std::move(ended));
    if (open_.empty()) {
      root_ = std::move(value);
      done_ = true;
    } else {
      add(open_.back(), std::move(name), std::move(value));
    }
  }

  static void add(Open& parent, std::string name, zato::Value value) {
    const auto [place, is_new] = parent.places.try_emplace(name, parent.children.size());
    if (is_new) parent.children.push_back({std::move(name), {}});
    parent.children[place->second].values.push_back(std::move(value));
  }

  std::vector<Open> open_;
  zato::Value root_;
  std::size_t values_ = 0;
  bool done_ = false;
};

bool is_name(std::string_view name) {
  const auto starts = [](unsigned char c) { return std::isalpha(c) || c == '_' || c >= 0x80; };
  const auto goes_on = [&](unsigned char c) { return starts(c) || std::isdigit(c) || c == '-' || c == '.'; };
  return !name.empty() && starts(static_cast<unsigned char>(name[0])) && std::ranges::all_of(name, goes_on) &&
         http::is_utf8(name);
}

// Characters that XML cannot hold become U+FFFD.
void write_text(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '\r':
        out += "&#13;";
        break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t')
          out += c;
        else
          out += "\xEF\xBF\xBD";
    }
  }
}

base::Result<void> write_element(std::string& out, const std::string& name, const zato::Value& value);

base::Result<void> write_content(std::string& out, const zato::Value& value) {
  switch (value.kind()) {
    case Kind::kNull:
      return {};
    case Kind::kText:
      if (!http::is_utf8(value.as_text()))
        return fail(Code::kInvalidArgument, "text that is not UTF-8 has no place in XML");
      write_text(out, value.as_text());
      return {};
    case Kind::kList:
      for (const auto& item : value.as_list()) ZATO_CHECK(write_element(out, kItem, item));
      return {};
    case Kind::kDict:
      for (const auto& [name, child] : value.as_dict()) ZATO_CHECK(write_element(out, name, child));
      return {};
    default:
      out += write_json(value);
      return {};
  }
}

base::Result<void> write_element(std::string& out, const std::string& name, const zato::Value& value) {
  if (!is_name(name)) return fail(Code::kInvalidArgument, "`" + name + "` cannot be the name of an XML element");
  out += '<' + name;
  const auto size = out.size();
  out += '>';
  ZATO_CHECK(write_content(out, value));
  if (out.size() == size + 1)
    out.replace(size, 1, "/>");
  else
    out += "</" + name + '>';
  return {};
}

}  // namespace

base::Result<zato::Value> parse_xml(std::string_view text) {
  constexpr std::size_t kMost = 0x7fffffff;
  if (text.size() > kMost) return Builder::refuse("The payload is too large for XML");
  std::string problem;
  const std::unique_ptr<xmlTextReader, ReaderDeleter> reader(xmlReaderForMemory(
      text.data(), static_cast<int>(text.size()), nullptr, nullptr, XML_PARSE_NONET | XML_PARSE_NOWARNING));
  if (!reader) return fail(Code::kResourceExhausted, "there is no memory for reading XML");
  xmlTextReaderSetStructuredErrorHandler(reader.get(), keep_first_problem, &problem);
  auto value = Builder().build(reader.get());
  if (value) return value;
  const auto& why = value.error().message;
  return Builder::refuse("The payload is not valid XML: " + (!why.empty()      ? why
                                                             : problem.empty() ? "it is not whole"
                                                                               : problem));
}

base::Result<std::string> write_xml(const zato::Value& value) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  ZATO_CHECK(write_element(out, "response", value));
  return out;
}

}  // namespace zato::service::formats
