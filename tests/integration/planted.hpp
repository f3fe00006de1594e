// Secrets that can be recognised wherever they turn up, and the places to look at from outside. For the scenario of
// planted secrets.
#pragma once

#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace zato::test {

// "pLaNt3dS3cr3tQ9z" and the words: letters and digits only, so that it may stand in a PEM file as well.
std::string planted(std::string_view words);

// Knows the mark, and further secrets that were added, in clear, in base64 and in hexadecimal digits.
class Needles {
 public:
  Needles();
  void add(std::string_view secret);
  // The first one in the text with what is around it; empty: there is none.
  std::string found_in(std::string_view text) const;
  // One line for each file below `root` that holds one.
  std::vector<std::string> found_below(const std::filesystem::path& root) const;

 private:
  std::vector<std::string> forms_;
};

// Looks at the command lines and environments of all processes that this test started, again and again. `zato` itself
// and redis-cli are given secrets on purpose; what they start is not.
class ProcessWatch {
 public:
  explicit ProcessWatch(const Needles& needles);
  std::vector<std::string> found() const;
  int looks() const;

 private:
  void look();

  const Needles needles_;
  mutable std::mutex mutex_;  // guards what follows
  std::vector<std::string> found_;
  int looks_ = 0;
  std::jthread thread_;
};

// Every key of a Redis with its value, as text.
std::string everything_in_redis(int port, const std::string& password);

}  // namespace zato::test
