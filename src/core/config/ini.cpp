// The reader of server.conf and secrets.conf. Called by load.cpp.
#include <fmt/format.h>

#include "base/text.hpp"
#include "config/entry.hpp"

namespace zato::config {

namespace {

// The value without its comment and quotes; nothing when a quote is not closed or followed by other text.
std::optional<std::string> unquote(std::string_view raw) {
  auto text = base::trim(raw);
  if (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
    auto end = text.find(text.front(), 1);
    if (end == std::string_view::npos) return std::nullopt;
    auto rest = base::trim(text.substr(end + 1));
    if (!rest.empty() && rest.front() != '#' && rest.front() != ';') return std::nullopt;
    return std::string(text.substr(1, end - 1));
  }
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool after_blank = at == 0 || text[at - 1] == ' ' || text[at - 1] == '\t';
    if (after_blank && (text[at] == '#' || text[at] == ';')) return std::string(base::trim(text.substr(0, at)));
  }
  return std::string(text);
}

class Reader {
 public:
  explicit Reader(std::string file_name) : file_name_(std::move(file_name)) {}

  void line(std::string_view raw) {
    ++number_;
    auto text = base::trim(raw);
    if (text.empty() || text.front() == '#' || text.front() == ';') return;
    if (text.front() == '[') return header(text);
    auto equals = text.find('=');
    if (equals == std::string_view::npos || base::trim(text.substr(0, equals)).empty()) {
      return problem("this line is neither a [section] nor key=value");
    }
    if (section_.empty()) return problem("a key must stand below a [section]");
    std::string key(base::trim(text.substr(0, equals)));
    auto value = unquote(text.substr(equals + 1));
    if (!value) return problem(fmt::format("[{}] {}: the quotes of the value do not match", section_, key));
    auto [first, fresh] = seen_.try_emplace(section_ + "/" + key, number_);
    if (!fresh) return problem(fmt::format("[{}] {}: given twice, first in line {}", section_, key, first->second));
    entries_.push_back({section_, std::move(key), std::move(*value), fmt::format("{}:{}", file_name_, number_)});
  }

  base::Result<std::vector<Entry>> finish() {
    if (!problems_.empty()) return base::fail(base::Code::kInvalidArgument, base::join(problems_, "\n"));
    return std::move(entries_);
  }

 private:
  void header(std::string_view text) {
    auto end = text.find(']');
    auto rest = end == std::string_view::npos ? std::string_view{} : base::trim(text.substr(end + 1));
    auto name = end == std::string_view::npos ? std::string_view{} : base::trim(text.substr(1, end - 1));
    if (name.empty() || (!rest.empty() && rest.front() != '#' && rest.front() != ';')) {
      return problem("a section must be written as [name]");
    }
    section_ = name;
  }

  void problem(const std::string& what) { problems_.push_back(fmt::format("{}:{}: {}", file_name_, number_, what)); }

  std::string file_name_;
  std::string section_;
  int number_ = 0;
  std::map<std::string, int> seen_;
  std::vector<Entry> entries_;
  std::vector<std::string> problems_;
};

}  // namespace

base::Result<std::vector<Entry>> parse_ini(std::string_view text, const std::string& file_name) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  Reader reader(file_name);
  for (auto line : base::split(text, '\n')) reader.line(line);
  return reader.finish();
}

}  // namespace zato::config
