// What commands print: data on stdout, progress and errors on stderr. ZATO_CLI_DONT_SHOW_OUTPUT silences progress and
// OK.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace zato::cli {

void set_verbose(bool verbose);

void print_ok();
void print_error(const std::string& message);
void print_warning(const std::string& message);
void print_line(const std::string& text);      // data
void print_report(const std::string& text);    // stdout: what was found well; silenced like OK
void print_progress(const std::string& text);  // stderr
void print_verbose(const std::string& text);   // stderr, with --verbose

// "[3/8] server1 created" for each finished step.
class Steps {
 public:
  explicit Steps(int total) : total_(total) {}
  void done(const std::string& what);

 private:
  int total_;
  int current_ = 0;
};

enum class Format { kText, kTable, kJson, kYaml };
Format parse_format(const std::string& name);  // one of text, table, json, yaml

// One object as rows of key and value. `text` is Zato's two-column table, `table` the same without lines.
std::string render_pairs(const nlohmann::json& object, Format format);

std::string to_yaml(const nlohmann::json& value);

}  // namespace zato::cli
