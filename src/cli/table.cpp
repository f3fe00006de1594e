#include "cli/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "cli/terminal.hpp"

namespace zato::cli {

using nlohmann::json;

namespace {

constexpr std::size_t kGap = 2;

bool continues_character(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// In characters, not bytes: good enough for aligning, whatever the script.
std::size_t width_of(const std::string& text) {
  return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, continues_character));
}

std::string first_characters(const std::string& text, std::size_t count) {
  std::size_t at = 0;
  for (; at < text.size() && count > 0; --count) {
    do ++at;
    while (at < text.size() && continues_character(text[at]));
  }
  return text.substr(0, at);
}

std::string cut(const std::string& text, std::size_t width) {
  if (width == 0 || width_of(text) <= width) return text;
  return first_characters(text, width - 1) + "…";
}

// Control characters, also those that UTF-8 has beyond ASCII (U+0080 to U+009F).
std::string spelled_out(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    const auto next = at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : 0U;
    if (c == '\n') {
      out += "\\n";
    } else if (c < 0x20 || c == 0x7F) {
      out += fmt::format("\\x{:02x}", c);
    } else if (c == 0xC2 && next >= 0x80 && next < 0xA0) {
      out += fmt::format("\\x{:02x}", next);
      ++at;
    } else {
      out += text[at];
    }
  }
  return out;
}

std::string title_of(const Column& column) {
  return base::upper(base::replace_all(column.title.empty() ? column.key : column.title, "_", " "));
}

using Line = std::vector<std::string>;

std::vector<Line> lines_of(const std::vector<Column>& columns, const json& rows) {
  std::vector<Line> lines(1);
  for (const auto& column : columns) lines[0].push_back(title_of(column));
  for (const auto& row : rows) {
    auto& line = lines.emplace_back();
    for (const auto& column : columns) {
      const auto found = row.find(column.key);
      line.push_back(found == row.end() ? std::string() : cell_text(*found));
    }
  }
  return lines;
}

std::vector<std::size_t> widths_of(const std::vector<Line>& lines, std::size_t available) {
  std::vector<std::size_t> widths(lines[0].size());
  for (const auto& line : lines) {
    for (std::size_t at = 0; at < line.size(); ++at) widths[at] = std::max(widths[at], width_of(line[at]));
  }
  const auto total = [&] {
    std::size_t sum = 0;
    for (const auto width : widths) sum += width + kGap;
    return sum - kGap;
  };
  // The widest column gives way until all fit, or until none is wide any more.
  constexpr std::size_t kNarrowest = 8;
  while (available != 0 && total() > available) {
    const auto widest = std::ranges::max_element(widths);
    if (*widest <= kNarrowest) break;
    --*widest;
  }
  return widths;
}

std::string table(const std::vector<Column>& columns, const json& rows, std::size_t available) {
  if (columns.empty()) return {};
  const auto lines = lines_of(columns, rows);
  const auto widths = widths_of(lines, available);
  std::string out;
  for (const auto& line : lines) {
    std::string text;
    for (std::size_t at = 0; at < line.size(); ++at) {
      const auto cell = cut(line[at], widths[at]);
      text += cell + std::string(widths[at] - width_of(cell) + kGap, ' ');
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out += text + "\n";
  }
  return out;
}

}  // namespace

std::string cell_text(const json& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return spelled_out(value.get_ref<const std::string&>());
  if (!value.is_array()) return spelled_out(value.dump());
  std::vector<std::string> items;
  for (const auto& item : value) items.push_back(cell_text(item));
  return base::join(items, ", ");
}

std::string render_rows(const std::vector<Column>& columns, const json& rows, Format format, std::size_t width) {
  switch (format) {
    case Format::kText:
    case Format::kTable:
      return table(columns, rows, width);
    case Format::kJson:
      return rows.dump(2) + "\n";
    case Format::kYaml:
      return to_yaml(rows);
  }
  return {};
}

void print_rows(const std::vector<Column>& columns, const json& rows, Format format) {
  fmt::print("{}", render_rows(columns, rows, format, terminal_width()));
}

}  // namespace zato::cli
