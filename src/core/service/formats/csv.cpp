// CSV (formats.hpp).
#include <algorithm>

#include "service/formats/formats.hpp"

namespace zato::service::formats {
namespace {

using Kind = zato::Value::Kind;

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
  }

  bool ended() const { return rest_.empty(); }

  // The fields of the next line.
  base::Result<std::vector<std::string>> line() {
    std::vector<std::string> fields;
    ++line_;
    for (;;) {
      ZATO_TRY(auto text, field());
      fields.push_back(std::move(text));
      if (fields.size() > kMaxPairs) return refuse("has more than " + std::to_string(kMaxPairs) + " fields");
      if (rest_.empty() || rest_.front() != ',') break;
      rest_.remove_prefix(1);
    }
    if (rest_.starts_with("\r\n"))
      rest_.remove_prefix(2);
    else if (!rest_.empty())
      rest_.remove_prefix(1);
    return fields;
  }

  base::Failure refuse(const std::string& why) const {
    return base::fail(base::Code::kInvalidArgument,
                      "The payload is not valid CSV: line " + std::to_string(line_) + " " + why);
  }

 private:
  base::Result<std::string> field() {
    if (rest_.empty() || rest_.front() != '"') {
      const auto end = std::min(rest_.find_first_of(",\r\n"), rest_.size());
      std::string text(rest_.substr(0, end));
      rest_.remove_prefix(end);
      if (text.find('"') != std::string::npos) return refuse("has a quote within an unquoted field");
      if (rest_.starts_with('\r') && !rest_.starts_with("\r\n"))
        return refuse("has a carriage return within an unquoted field");
      return text;
    }
    std::string text;
    rest_.remove_prefix(1);
    for (;;) {
      const auto quote = rest_.find('"');
      if (quote == std::string_view::npos) return refuse("has a quote that is not closed");
      text += rest_.substr(0, quote);
      rest_.remove_prefix(quote + 1);
      if (!rest_.starts_with('"')) break;
      text += '"';
      rest_.remove_prefix(1);
    }
    if (!rest_.empty() && rest_.front() != ',' && rest_.front() != '\n' && !rest_.starts_with("\r\n"))
      return refuse("goes on after a closing quote");
    return text;
  }

  std::string_view rest_;
  std::size_t line_ = 0;
};

base::Result<std::string> scalar(const zato::Value& value) {
  switch (value.kind()) {
    case Kind::kNull:
      return std::string();
    case Kind::kText:
      return value.as_text();
    case Kind::kList:
    case Kind::kDict:
      return base::fail(base::Code::kInvalidArgument, std::string(value.kind_name()) + " has no place in CSV");
    default:
      return write_json(value);
  }
}

void add_field(std::string& out, const std::string& text, char after) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) {
    out += text;
  } else {
    out += '"';
    for (const char c : text) out.append(c == '"' ? 2 : 1, c);
    out += '"';
  }
  out += after;
}

}  // namespace

base::Result<zato::Value> parse_csv(std::string_view text) {
  Reader reader(text);
  zato::List<> rows;
  if (reader.ended()) return zato::Value(std::move(rows));
  ZATO_TRY(const auto names, reader.line());
  auto sorted = names;
  std::ranges::sort(sorted);
  if (std::ranges::adjacent_find(sorted) != sorted.end()) return reader.refuse("names a column twice");
  std::size_t values = 0;
  while (!reader.ended()) {
    ZATO_TRY(auto fields, reader.line());
    if (fields.size() == 1 && fields[0].empty() && names.size() > 1) continue;  // a blank line
    if (fields.size() != names.size()) {
      return reader.refuse("has " + std::to_string(fields.size()) + " fields, the first line " +
                           std::to_string(names.size()));
    }
    values += names.size();
    if (values > kMaxValues) return reader.refuse("comes after " + std::to_string(kMaxValues) + " values");
    zato::Dict row;
    row.reserve(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) row.append(names[i], std::move(fields[i]));
    rows.emplace_back(std::move(row));
  }
  return zato::Value(std::move(rows));
}

base::Result<std::string> write_csv(const zato::Value& value) {
  const zato::List<> one{value};
  const auto& rows = value.is_list() ? value.as_list() : one;
  std::vector<std::string> names;
  for (const auto& row : rows) {
    if (!row.is_dict())
      return base::fail(base::Code::kInvalidArgument, "rows of CSV are dicts, not " + std::string(row.kind_name()));
    for (const auto& [name, field] : row.as_dict()) {
      if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
  }
  std::string out;
  for (const auto& name : names) add_field(out, name, &name == &names.back() ? '\n' : ',');
  for (const auto& row : rows) {
    for (const auto& name : names) {
      const auto* field = row.as_dict().find(name);
      ZATO_TRY(const auto text, field ? scalar(*field) : std::string());
      add_field(out, text, &name == &names.back() ? '\n' : ',');
    }
  }
  return out;
}

}  // namespace zato::service::formats
