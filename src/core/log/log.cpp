// spdlog is the engine and is known to this file only: its sinks write, our formatter renders Zato's lines and masks secrets.
#include "log/log.hpp"

#include <unistd.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <algorithm>
#include <vector>

#include <spdlog/formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "base/secret.hpp"
#include "base/text.hpp"
#include "log/append_file.hpp"
#include "log/line.hpp"

namespace zato::log {
namespace {

std::atomic<Level> g_level{Level::kInfo};
thread_local std::string_view t_cid;  // of the line being written; spdlog's messages have no field for it

// Shared by the sinks' formatters; guards itself.
class Secrets {
 public:
  void add(std::string_view secret) {
    const std::lock_guard lock(mutex_);
    if (std::ranges::find(values_, secret) == values_.end()) values_.emplace_back(secret);
  }
  std::string masked(std::string text) {
    const std::lock_guard lock(mutex_);
    for (const auto& secret : values_) text = base::replace_all(std::move(text), secret, base::kMasked);
    return text;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> values_;
};

Secrets& secrets() {
  static Secrets instance;
  return instance;
}

class LineFormatter final : public spdlog::formatter {
 public:
  LineFormatter(Format format, std::string process) : format_(format), process_(std::move(process)) {}

  void format(const spdlog::details::log_msg& msg, spdlog::memory_buf_t& out) override {
    const Line line{.time = msg.time,
                    .level = static_cast<Level>(msg.level),  // the first five levels carry the same numbers
                    .pid = ::getpid(),
                    .process = process_,
                    .logger = {msg.logger_name.data(), msg.logger_name.size()},
                    .cid = t_cid,
                    .message = {msg.payload.data(), msg.payload.size()}};
    const std::string text = secrets().masked(format_ == Format::kJson ? render_json(line) : render_text(line));
    out.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<LineFormatter>(format_, process_); }

 private:
  Format format_;
  std::string process_;
};

// The file that several processes append to; see AppendFile.
class FileSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  FileSink(AppendFile file, std::size_t rotate_bytes, int rotate_count)
      : file_(std::move(file)), rotate_bytes_(rotate_bytes), rotate_count_(rotate_count) {}

  void reopen() {
    const std::lock_guard lock(mutex_);
    file_.reopen();
  }
  void rotate_if_grown() {
    const std::lock_guard lock(mutex_);
    if (rotate_bytes_ > 0) file_.rotate_beyond(rotate_bytes_, rotate_count_);
  }

 protected:
  void sink_it_(const spdlog::details::log_msg& msg) override {
    spdlog::memory_buf_t text;
    formatter_->format(msg, text);
    if (rotate_bytes_ > 0) file_.rotate_beyond(rotate_bytes_, rotate_count_);
    file_.write({text.data(), text.size()});
  }
  void flush_() override {}

 private:
  AppendFile file_;
  std::size_t rotate_bytes_;
  int rotate_count_;
};

// What lines go to now; replaced as a whole by start().
struct Target {
  std::vector<std::shared_ptr<spdlog::sinks::sink>> sinks;
  std::shared_ptr<FileSink> file;
};

std::shared_ptr<const Target> make_target(const Options& options, std::shared_ptr<FileSink> file) {
  auto target = std::make_shared<Target>();
  if (file) target->sinks.push_back(file);
  if (!file || options.to_stderr) target->sinks.push_back(std::make_shared<spdlog::sinks::stderr_sink_mt>());
  for (auto& sink : target->sinks) sink->set_formatter(std::make_unique<LineFormatter>(options.format, options.process));
  target->file = std::move(file);
  return target;
}

std::atomic<std::shared_ptr<const Target>>& target() {
  static std::atomic<std::shared_ptr<const Target>> current{make_target({}, nullptr)};
  return current;
}

}  // namespace

std::optional<Level> parse_level(std::string_view name) {
  const std::string word = base::lower(name);
  if (word == "trace") return Level::kTrace;
  if (word == "debug") return Level::kDebug;
  if (word == "info") return Level::kInfo;
  if (word == "warning" || word == "warn") return Level::kWarning;
  if (word == "error") return Level::kError;
  if (word == "off") return Level::kOff;
  return std::nullopt;
}

std::optional<Format> parse_format(std::string_view name) {
  if (base::iequals(name, "text")) return Format::kText;
  if (base::iequals(name, "json")) return Format::kJson;
  return std::nullopt;
}

base::Result<void> start(const Options& options) {
  std::shared_ptr<FileSink> file;
  if (!options.file.empty()) {
    AppendFile opened;
    ZATO_CHECK(opened.open(options.file));
    file = std::make_shared<FileSink>(std::move(opened), options.rotate_bytes, options.rotate_count);
  }
  set_level(options.level);
  target().store(make_target(options, std::move(file)));
  return {};
}

void reopen() {
  if (const auto now = target().load(); now->file) now->file->reopen();
}

void rotate_if_grown() {
  if (const auto now = target().load(); now->file) now->file->rotate_if_grown();
}

void set_level(Level level) { g_level = level; }

void mask(std::string_view secret) {
  if (secret.size() >= 6) secrets().add(secret);
}

bool enabled(Level level) noexcept { return level >= g_level.load(std::memory_order_relaxed); }

void write(Level level, std::string_view logger, std::string_view cid, std::string_view message) {
  spdlog::details::log_msg msg(spdlog::string_view_t(logger.data(), logger.size()), static_cast<spdlog::level::level_enum>(level),
                               spdlog::string_view_t(message.data(), message.size()));
  t_cid = cid;
  for (const auto now = target().load(); const auto& sink : now->sinks) sink->log(msg);
  t_cid = {};
}

}  // namespace zato::log
