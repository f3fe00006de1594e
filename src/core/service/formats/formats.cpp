// Formats by their names, and forms (formats.hpp).
#include "service/formats/formats.hpp"

#include "http/query.hpp"

namespace zato::service::formats {
namespace {

using base::Code;
using base::fail;

bool is_json(std::string_view format) { return format.empty() || format == "json" || format == "dict"; }
bool is_form(std::string_view format) { return format == "form" || format == "post"; }

base::Failure unknown(std::string_view format) {
  return fail(Code::kUnsupported,
              "There is no data format `" + std::string(format) + "` for declared input and output");
}

}  // namespace

base::Result<zato::Value> parse_form(std::string_view text) {
  ZATO_TRY(const auto parsed, http::QueryParameters::parse(text, kMaxPairs));
  zato::Dict dict;
  for (const auto& [name, value] : parsed.pairs()) {
    auto* known = dict.find(name);
    if (!known) {
      dict.append(name, value);
    } else {
      if (!known->is_list()) *known = zato::List<>{*known};
      known->as_list().emplace_back(value);
    }
  }
  return zato::Value(std::move(dict));
}

base::Result<zato::Value> parse(std::string_view format, std::string_view bytes) {
  if (is_json(format)) return parse_json(bytes);
  if (format == "csv") return parse_csv(bytes);
  if (format == "xml") return parse_xml(bytes);
  return is_form(format) ? parse_form(bytes) : unknown(format);
}

base::Result<Written> write(std::string_view format, const zato::Value& value) {
  if (is_json(format) || is_form(format)) return Written{write_json(value), "application/json"};
  if (format == "xml") {
    ZATO_TRY(auto text, write_xml(value));
    return Written{std::move(text), "application/xml"};
  }
  if (format != "csv") return unknown(format);
  ZATO_TRY(auto text, write_csv(value));
  return Written{std::move(text), "text/csv"};
}

}  // namespace zato::service::formats
