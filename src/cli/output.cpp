#include "cli/output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "cli/failure.hpp"

namespace zato::cli {

namespace {

bool verbose_output = false;

bool quiet() { return std::getenv("ZATO_CLI_DONT_SHOW_OUTPUT") != nullptr; }

bool coloured(int fd) {
  const char* term = std::getenv("TERM");
  return isatty(fd) == 1 && std::getenv("NO_COLOR") == nullptr && term && std::string(term) != "dumb";
}

void print_marked(const char* word, const char* colour, const std::string& message) {
  if (coloured(STDERR_FILENO)) {
    fmt::print(stderr, "\x1b[{}m{}\x1b[0m {}\n", colour, word, message);
  } else {
    fmt::print(stderr, "{} {}\n", word, message);
  }
}

std::string plain(const nlohmann::json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

bool needs_quotes(const std::string& text) {
  static const std::string special = ":#{}[],&*!|>'\"%@`\n\t";
  if (text.empty() || text.find_first_of(special) != std::string::npos) return true;
  if (text.front() == '-' || text.front() == '?' || text.front() == ' ' || text.back() == ' ') return true;
  // What a reader would take for a number, a truth value or nothing.
  return nlohmann::json::accept(text) || text == "yes" || text == "no" || text == "on" || text == "off" ||
         text == "~" || text == "True" || text == "False" || text == "Yes" || text == "No";
}

std::string scalar(const nlohmann::json& value) {
  if (!value.is_string()) return value.dump();
  const auto& text = value.get_ref<const std::string&>();
  return needs_quotes(text) ? nlohmann::json(text).dump() : text;
}

void append_yaml(std::string& out, const nlohmann::json& value, int depth) {
  const std::string indent(static_cast<std::size_t>(depth) * 2, ' ');
  auto nested = [](const nlohmann::json& inner) { return inner.is_structured() && !inner.empty(); };
  if (value.is_object()) {
    for (const auto& [key, inner] : value.items()) {
      out += indent + scalar(nlohmann::json(key)) + ":" + (nested(inner) ? "\n" : " " + scalar(inner) + "\n");
      if (nested(inner)) append_yaml(out, inner, depth + 1);
    }
  } else if (value.is_array()) {
    for (const auto& inner : value) {
      if (!nested(inner)) {
        out += indent + "- " + scalar(inner) + "\n";
        continue;
      }
      std::string block;
      append_yaml(block, inner, depth + 1);
      block[indent.size()] = '-';
      out += block;
    }
  }
}

// Zato's table: +---+---+ borders, a header, one row per key.
std::string bordered(const nlohmann::json& object) {
  std::size_t left = 3, right = 5;
  for (const auto& [key, value] : object.items()) {
    left = std::max(left, key.size());
    right = std::max(right, plain(value).size());
  }
  const auto line = fmt::format("+-{}-+-{}-+\n", std::string(left, '-'), std::string(right, '-'));
  std::string out = line + fmt::format("| {:<{}} | {:<{}} |\n", "Key", left, "Value", right);
  out += line;
  for (const auto& [key, value] : object.items())
    out += fmt::format("| {:<{}} | {:<{}} |\n", key, left, plain(value), right);
  return out + line;
}

std::string columns(const nlohmann::json& object) {
  std::size_t left = 3;
  for (const auto& [key, value] : object.items()) left = std::max(left, key.size());
  std::string out = fmt::format("{:<{}}  VALUE\n", "KEY", left);
  for (const auto& [key, value] : object.items()) out += fmt::format("{:<{}}  {}\n", key, left, plain(value));
  return out;
}

}  // namespace

void set_verbose(bool verbose) { verbose_output = verbose; }

void print_ok() {
  if (!quiet()) fmt::print("OK\n");
}

void print_error(const std::string& message) { print_marked("Error:", "31", message); }
void print_warning(const std::string& message) { print_marked("Warning:", "33", message); }
void print_line(const std::string& text) { fmt::print("{}\n", text); }

void print_report(const std::string& text) {
  if (!quiet()) print_line(text);
}

void print_progress(const std::string& text) {
  if (quiet()) return;
  fmt::print(stderr, "{}\n", text);
  std::fflush(stderr);
}

void print_verbose(const std::string& text) {
  if (verbose_output) fmt::print(stderr, "{}\n", text);
}

void Steps::done(const std::string& what) { print_progress(fmt::format("[{}/{}] {}", ++current_, total_, what)); }

Format parse_format(const std::string& name) {
  if (name == "text") return Format::kText;
  if (name == "table") return Format::kTable;
  if (name == "json") return Format::kJson;
  if (name == "yaml") return Format::kYaml;
  throw Failure(ExitCode::kInvalidInput, "the format must be text, table, json or yaml, not '" + name + "'");
}

std::string to_yaml(const nlohmann::json& value) {
  if (value.is_array() && value.empty()) return "[]\n";
  if (value.is_object() && value.empty()) return "{}\n";
  std::string out;
  append_yaml(out, value, 0);
  return out;
}

std::string render_pairs(const nlohmann::json& object, Format format) {
  switch (format) {
    case Format::kText:
      return bordered(object);
    case Format::kTable:
      return columns(object);
    case Format::kJson:
      return object.dump(2) + "\n";
    case Format::kYaml:
      return to_yaml(object);
  }
  return {};
}

}  // namespace zato::cli
