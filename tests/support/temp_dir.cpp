#include "support/temp_dir.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <exception>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

#include "support/proc.hpp"

namespace zato::test {

namespace fs = std::filesystem;

namespace {

bool is_log(const fs::path& path) {
  const auto extension = path.extension();
  return extension == ".log" || extension == ".out" || extension == ".err" || path.parent_path().filename() == "logs";
}

}  // namespace

TempDir::TempDir() : exceptions_at_start_(std::uncaught_exceptions()) {
  auto name = directory_prefix() + "XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a directory in /tmp");
  path_ = name;
}

TempDir::~TempDir() {
  // A test body that throws is reported as failed only after its locals are gone: an exception on its way counts as
  // well.
  const bool failed = testing::Test::HasFailure() || std::uncaught_exceptions() > exceptions_at_start_;
  if (failed) std::cerr << log_tails(path_) << std::flush;
  if (failed && ::getenv("ZATO_TEST_KEEP") != nullptr) {
    std::cerr << "kept: " << path_.native() << '\n';
    return;
  }
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string log_tails(const fs::path& root, std::size_t bytes_per_file) {
  std::ostringstream out;
  std::error_code error;
  for (fs::recursive_directory_iterator it(root, fs::directory_options::skip_permission_denied, error), end; it != end;
       it.increment(error)) {
    if (error) break;
    if (!it->is_regular_file(error) || !is_log(it->path())) continue;
    std::string text = read_text(it->path());
    if (text.empty()) continue;
    if (text.size() > bytes_per_file) text = "…" + text.substr(text.size() - bytes_per_file);
    out << "----- " << it->path().native() << '\n' << text << '\n';
  }
  return out.str();
}

std::string read_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void write_text(const fs::path& path, std::string_view content) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << content;
  if (!out.flush()) throw std::runtime_error("cannot write " + path.native());
}

}  // namespace zato::test
