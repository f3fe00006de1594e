#include "cli/terminal.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <iostream>
#include <iterator>

#include "base/file.hpp"
#include "base/scope_exit.hpp"
#include "cli/failure.hpp"

namespace zato::cli {

namespace {

std::string read_line_unseen(const std::string& question) {
  termios before{};
  ::tcgetattr(STDIN_FILENO, &before);
  termios silent = before;
  silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  const base::ScopeExit restore([&] {
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    fmt::print(stderr, "\n");
  });
  fmt::print(stderr, "{}", question);
  std::fflush(stderr);
  std::string line;
  std::getline(std::cin, line);
  return line;
}

}  // namespace

bool is_terminal(int fd) noexcept { return ::isatty(fd) == 1; }

std::size_t terminal_width() noexcept {
  winsize size{};
  if (!is_terminal(STDOUT_FILENO) || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

std::string ask_secret(const std::string& question) {
  if (!is_terminal(STDIN_FILENO)) {
    throw Failure(ExitCode::kNoInput, "nobody can be asked for the secret; give a file, or - for standard input");
  }
  const auto first = read_line_unseen(question);
  if (first.empty()) throw Failure(ExitCode::kNoInput, "nothing was typed");
  if (read_line_unseen("Once more: ") != first) throw Failure(ExitCode::kNoInput, "the two differ");
  return first;
}

std::string read_file_or_stdin(const std::filesystem::path& path, Ending ending) {
  auto text = path == "-" ? std::string(std::istreambuf_iterator<char>(std::cin), {})
                          : value_or_fail(base::read_file(path), ExitCode::kFileMissing);
  if (ending == Ending::kCut && text.ends_with('\n')) text.pop_back();
  if (ending == Ending::kCut && text.ends_with('\r')) text.pop_back();
  return text;
}

}  // namespace zato::cli
