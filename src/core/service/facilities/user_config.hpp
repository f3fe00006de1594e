// UserConfig: the *.ini files that users put beside the server's own configuration, as one value: a dict per file, of a
// dict per section. Read by services of C++; zato/server/service/user_config.py does the same for Python.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "zato/value.hpp"

namespace zato::service {

class UserConfig {
 public:
  explicit UserConfig(std::vector<std::filesystem::path> directories) : directories_(std::move(directories)) {}

  // Any thread. Files that changed since are read again; a second passes at most until that is seen.
  std::shared_ptr<const zato::Value> current();

 private:
  using Seen = std::vector<std::pair<std::filesystem::path, std::filesystem::file_time_type>>;
  Seen look() const;

  const std::vector<std::filesystem::path> directories_;
  std::mutex mutex_;  // guards what follows
  base::MonotonicTime looked_{};
  Seen seen_;
  std::shared_ptr<const zato::Value> value_;
};

// What the text of a value means: numbers, booleans, none, lists, $NAME of the environment; anything else is text.
zato::Value user_value(std::string_view text);

}  // namespace zato::service
