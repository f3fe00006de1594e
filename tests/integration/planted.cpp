#include "integration/planted.hpp"

#include <map>
#include <sstream>

#include "base/text.hpp"
#include "support/proc.hpp"
#include "support/redis.hpp"
#include "support/temp_dir.hpp"
#include "support/wait.hpp"

namespace zato::test {

namespace {

constexpr std::string_view kMark = "pLaNt3dS3cr3tQ9z";

std::string hexadecimal(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const unsigned char c : text) (out += kDigits[c >> 4]) += kDigits[c & 15];
  return out;
}

// What base64 makes of the text behind `before` other bytes, without the digits that depend on its neighbours.
std::string base64_behind(std::size_t before, std::string_view text) {
  const auto encoded = base::base64_encode(std::string(before, '\0') + std::string(text));
  const auto first = (before * 8 + 5) / 6;
  const auto last = (before + text.size()) * 8 / 6;
  return encoded.substr(first, last - first);
}

bool is_told_secrets(pid_t pid) {
  const auto name = process_name(pid);
  return name == "zato" || name == "redis-cli";
}

}  // namespace

std::string planted(std::string_view words) { return std::string(kMark) + std::string(words); }

Needles::Needles() { add(kMark); }

void Needles::add(std::string_view secret) {
  forms_.emplace_back(secret);
  forms_.push_back(hexadecimal(secret));
  for (std::size_t before = 0; before < 3; ++before) forms_.push_back(base64_behind(before, secret));
}

std::string Needles::found_in(std::string_view text) const {
  constexpr std::size_t kAround = 100;
  for (const auto& form : forms_) {
    const auto at = text.find(form);
    if (at == text.npos) continue;
    const auto from = at - std::min(at, kAround);
    return std::string(text.substr(from, at - from + form.size() + kAround));
  }
  return {};
}

std::vector<std::string> Needles::found_below(const std::filesystem::path& root) const {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    if (const auto around = found_in(read_text(entry.path())); !around.empty())
      found.push_back(entry.path().string() + ": " + around);
  }
  return found;
}

ProcessWatch::ProcessWatch(const Needles& needles)
    : needles_(needles), thread_([this](const std::stop_token& stop) {
        while (!eventually(50ms, [&] { return stop.stop_requested(); })) look();
      }) {}

void ProcessWatch::look() {
  for (const auto pid : tagged_processes()) {
    const auto directory = "/proc/" + std::to_string(pid);
    for (const char* file : {"/cmdline", "/environ"}) {
      const auto around = needles_.found_in(read_text(directory + file));
      if (around.empty() || is_told_secrets(pid)) continue;
      const std::lock_guard lock(mutex_);
      found_.push_back(process_name(pid) + file + ": " + around);
    }
  }
  const std::lock_guard lock(mutex_);
  ++looks_;
}

std::vector<std::string> ProcessWatch::found() const {
  const std::lock_guard lock(mutex_);
  return found_;
}

int ProcessWatch::looks() const {
  const std::lock_guard lock(mutex_);
  return looks_;
}

std::string everything_in_redis(int port, const std::string& password) {
  static const std::map<std::string, std::vector<std::string>> kReaders = {{"string", {"GET"}},
                                                                           {"hash", {"HGETALL"}},
                                                                           {"set", {"SMEMBERS"}},
                                                                           {"list", {"LRANGE", "0", "-1"}},
                                                                           {"zset", {"ZRANGE", "0", "-1"}},
                                                                           {"stream", {"XRANGE", "-", "+"}}};
  std::string all;
  std::istringstream keys(redis_command(port, password, {"KEYS", "*"}));
  for (std::string key; std::getline(keys, key);) {
    const auto type = redis_command(port, password, {"TYPE", key});
    if (type == "none") continue;  // it has expired meanwhile
    auto command = kReaders.at(type);
    command.insert(command.begin() + 1, key);
    all += key + "\n" + redis_command(port, password, command) + "\n";
  }
  return all;
}

}  // namespace zato::test
