#include "contest.hpp"

#include <signal.h>

#include <cstdio>
#include <fstream>

#include "lease/lease.hpp"
#include "lease/status.hpp"
#include "objects/all.hpp"
#include "odb/schema.hpp"
#include "support/proc.hpp"

namespace zato::test {

namespace {

constexpr const char* kFaketime = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";
constexpr schema::Id kCluster = 1;

template <class T>
T sure(base::Result<T> result) {
  return base::value_or_throw(std::move(result));
}

}  // namespace

bool has_libfaketime() { return std::filesystem::exists(kFaketime); }

Contest::Contest(odb::Engine engine, Millis keep_alive, int candidates) : keep_alive_(keep_alive) {
  options_.engine = engine;
  options_.path = directory_ / "zato.db";
  if (engine == odb::Engine::kPostgresql) {
    postgres_.emplace();
    options_.host = "127.0.0.1";
    options_.port = postgres_->port();
    options_.user = postgres_->user();
    options_.password = base::Secret(postgres_->password());
    options_.db_name = "postgres";
    for (int candidate = 0; candidate < candidates; ++candidate)
      proxies_.push_back(std::make_unique<TcpProxy>(postgres_->port()));
  }
  base::value_or_throw(odb::create_schema(options_, objects::all()));
  const char* id = engine == odb::Engine::kSqlite ? "INTEGER PRIMARY KEY AUTOINCREMENT" : "BIGSERIAL PRIMARY KEY";
  sure(odb().execute("CREATE TABLE effect (id " + std::string(id) + ", epoch BIGINT, name TEXT)"));
  processes_.resize(static_cast<std::size_t>(candidates));
  for (int candidate = 0; candidate < candidates; ++candidate) start(candidate);
}

Contest::~Contest() {
  if (stalled_) resume();
}

odb::Connection& Contest::odb() const {
  if (!odb_ || odb_->lost()) odb_ = sure(odb::connect(options_));
  return *odb_;
}

std::vector<std::string> Contest::arguments(int candidate) const {
  std::vector<std::string> words = {"candidate" + std::to_string(candidate), std::to_string(keep_alive_.count())};
  if (postgres_) {
    words.insert(words.end(), {"postgresql", std::to_string(proxies_[static_cast<std::size_t>(candidate)]->port()),
                               postgres_->password()});
  } else {
    words.insert(words.end(), {"sqlite", options_.path.string()});
  }
  return words;
}

void Contest::start(int candidate) {
  Command command{.program = program("lease_candidate"), .arguments = arguments(candidate)};
  if (has_libfaketime()) {
    set_clock(candidate, 0ms);
    command.environment = {{"LD_PRELOAD", kFaketime},
                           {"FAKETIME_TIMESTAMP_FILE", (directory_ / ("clock" + std::to_string(candidate))).string()},
                           {"FAKETIME_NO_CACHE", "1"},
                           {"FAKETIME_DONT_FAKE_MONOTONIC", "1"},
                           {"FAKETIME_DONT_RESET", "1"}};
  }
  processes_.at(static_cast<std::size_t>(candidate)).emplace(command);
}

pid_t Contest::pid(int candidate) const { return processes_.at(static_cast<std::size_t>(candidate)).value().pid(); }

void Contest::kill(int candidate) {
  auto& process = processes_.at(static_cast<std::size_t>(candidate));
  process->signal(SIGKILL);
  process->wait();
  process.reset();
}

void Contest::finish(int candidate) {
  auto& process = processes_.at(static_cast<std::size_t>(candidate));
  process->stop();
  said_.push_back(process->out());
  process.reset();
}

void Contest::set_clock(int candidate, Millis ahead) {
  const auto file = directory_ / ("clock" + std::to_string(candidate));
  const auto fresh = file.string() + ".new";
  std::ofstream(fresh) << (ahead < 0ms ? "" : "+") << ahead.count() / 1000 << "\n";
  std::filesystem::rename(fresh, file);
}

std::string Contest::orders() const {
  int accepted = 0, refused = 0, failed = 0;
  for (const auto& text : said_) {
    int counts[3] = {};
    if (std::sscanf(text.c_str(), "accepted %d refused %d failed %d", &counts[0], &counts[1], &counts[2]) != 3)
      continue;
    accepted += counts[0];
    refused += counts[1];
    failed += counts[2];
  }
  return std::to_string(accepted) + " accepted, " + std::to_string(refused) + " refused by the fence, " +
         std::to_string(failed) + " failed";
}

lease::Row Contest::row() const { return sure(lease::read_row(odb(), kCluster, "singleton")); }

std::optional<int> Contest::holder() const {
  const auto row_now = row();
  const std::string name(lease::name_of_holder(row_now.holder));
  if (!name.starts_with("candidate")) return std::nullopt;
  return std::stoi(name.substr(std::string_view("candidate").size()));
}

bool Contest::moved_beyond(lease::Epoch epoch) const {
  return !sure(odb().query("SELECT 1 FROM effect WHERE epoch > $1 LIMIT 1", {epoch})).empty();
}

bool Contest::stall() {
  if (postgres_) {
    postgres_->pause();
  } else if (!odb().execute("BEGIN IMMEDIATE")) {
    return false;
  }
  return stalled_ = true;
}

void Contest::resume() {
  stalled_ = false;
  if (postgres_) return postgres_->resume();
  sure(odb().execute("ROLLBACK"));
}

Contest::Effects Contest::effects() const {
  const auto rows = sure(odb().query(
      "SELECT count(*), count(DISTINCT epoch), coalesce(sum(CASE WHEN epoch < before THEN 1 ELSE 0 END), 0) FROM "
      "(SELECT epoch, max(epoch) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before "
      "FROM effect) AS effects"));
  const auto& row = rows.front();
  return {.accepted = row.integer(0), .epochs = row.integer(1), .out_of_order = std::stoll("0" + row.text(2))};
}

}  // namespace zato::test
