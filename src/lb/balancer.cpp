#include "lb/balancer.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>

#include "base/file.hpp"
#include "base/text.hpp"
#include "lb/source_rules.hpp"
#include "lb/unsynced_file.hpp"
#include "log/log.hpp"

namespace zato::lb {
namespace {

using base::Code;
using base::Result;
using std::chrono::milliseconds;
using std::chrono::seconds;

const log::Logger kLog{"zato.lb.balancer"};

constexpr seconds kAsk{2};
constexpr milliseconds kRetry{500};

constexpr std::string_view kLoadedFile = "haproxy.loaded";

std::filesystem::path custom_file_of(const std::filesystem::path& directory) {
  return directory / "config" / "repo" / "custom.config";
}

std::uint64_t open_files() {
  rlimit limit{};
  return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_max : 1024;
}

// HAProxy looks weights up in a table that it computes once per configuration.
bool is_static(std::string_view algorithm) {
  return algorithm == "static-rr" || algorithm == "source" || algorithm == "uri";
}

// What the runtime API can change by itself is made equal, so that only the rest tells whether a reload is due.
std::vector<Server> without_wishes(std::vector<Server> servers) {
  for (auto& server : servers) {
    server.weight = kDefaultWeight;
    server.mode = Mode::kReady;
  }
  return servers;
}

Settings effective(Settings settings, const State& state) {
  if (state.algorithm) settings.algorithm = *state.algorithm;
  return settings;
}

Result<std::string> compose(const Settings& settings, const std::optional<std::string>& custom,
                            const std::vector<Server>& servers) {
  if (!custom) return render_config(settings, servers, open_files());
  for (const auto& server : servers) ZATO_CHECK(check_server(server));
  return with_servers(*custom, servers);
}

}  // namespace

Balancer::Balancer(rt::Loop& loop, rt::ThreadPool& pool, HaproxyRuntime& runtime, BalancerOptions options,
                   Settings settings)
    : loop_(loop),
      runtime_(runtime),
      options_(std::move(options)),
      directory_(options_.haproxy.directory),
      haproxy_(loop, pool, runtime, options_.haproxy),
      wanted_{.settings = std::move(settings), .state = {}, .custom = {}} {}

Balancer::~Balancer() = default;

// What earlier runs left. A damaged file costs the wishes in it, not the start.
void Balancer::remember() {
  if (auto state = load_state(directory_)) {
    wanted_.state = std::move(*state);
  } else {
    kLog.error("{}; modes, weights and the algorithm begin anew, the file is kept as lb-state.json.broken",
               state.error().text());
    std::error_code ignored;
    std::filesystem::rename(state_file_of(directory_), state_file_of(directory_).string() + ".broken", ignored);
  }
  const auto custom = base::read_file(custom_file_of(directory_));
  if (!custom) return;
  if (const auto good = check_source(*custom); !good) {
    kLog.error("{} is not used: {}", custom_file_of(directory_).string(), good.error().text());
    return;
  }
  wanted_.custom = *custom;
}

// The file that HAProxy is started with: the wanted one, or the last good one when that is not accepted.
Result<void> Balancer::first_config() {
  const auto last = base::read_file(config_file_of(directory_));
  auto text = compose(settings(), wanted_.custom, desired_servers(wanted_.state));
  auto good = text ? validate_text(*text) : Result<void>(base::fail(text.error()));
  if (good) return write_config(*text);
  if (!last || !haproxy_.validate(config_file_of(directory_))) return good;
  kLog.error("The configuration is not accepted, the last good one is used: {}", good.error().text());
  installed_ = *last;
  return {};
}

Result<void> Balancer::start() {
  remember();
  ZATO_CHECK(first_config());
  ZATO_TRY(const auto started, haproxy_.start());
  brought_ = started == HaproxyProcess::Started::kNew;
  if (brought_) {
    ZATO_TRY(loaded_, shape());
    note_loaded();
    push_all();
  } else {
    loaded_ = noted_loaded();
  }
  haproxy_.supervise([this] {
    note_loaded();
    push_all();
  });
  loop_runs_ = true;
  work_.set();
  loop_.spawn([this] {
    apply_loop();
    loop_runs_ = false;
    loop_gone_.set();
  });
  return {};
}

void Balancer::release() {
  stopping_ = true;
  work_.set();
  if (loop_runs_) loop_gone_.wait();
  haproxy_.release();
}

void Balancer::give_up() { brought_ ? stop(milliseconds(0)) : release(); }

void Balancer::stop(milliseconds grace) {
  release();
  haproxy_.stop(grace);
}

bool Balancer::set_members(std::vector<Member> members) {
  std::vector<Member> usable;
  for (auto& member : members) {
    const auto good = check_server({.name = member.name, .address = member.address, .port = member.port});
    if (good) {
      usable.push_back(std::move(member));
    } else if (unusable_.insert(member.name).second) {
      kLog.error("A server gets no requests: {}", good.error().text());
    }
  }
  std::sort(usable.begin(), usable.end(), [](const Member& a, const Member& b) { return a.name < b.name; });
  if (usable == wanted_.state.members) return false;
  kLog.info("The cluster has {} servers now, {} before", usable.size(), wanted_.state.members.size());
  wanted_.state.members = std::move(usable);
  save_state_file();
  work_.set();
  return true;
}

void Balancer::apply_loop() {
  while (!stopping_) {
    work_.wait();
    work_.reset();
    if (stopping_) return;
    const Turn::Holder turn(turn_);
    const auto applied = apply();
    if (applied || stopping_) continue;
    if (applied.error().code == Code::kInvalidArgument) {
      kLog.error("HAProxy goes on with its old configuration: {}", applied.error().text());
      continue;
    }
    kLog.warning("The configuration is not in effect yet, another attempt follows: {}", applied.error().text());
    rt::sleep_for(kRetry);
    work_.set();
  }
}

// The configuration, as far as only a reload can change it.
Result<std::string> Balancer::shape() const {
  auto servers = desired_servers(wanted_.state);
  if (!is_static(settings().algorithm)) servers = without_wishes(std::move(servers));
  return compose(settings(), wanted_.custom, servers);
}

// Brings HAProxy to what is wanted. The caller holds the turn.
Result<void> Balancer::apply() {
  ZATO_TRY(const auto first, shape());
  if (first != loaded_) {
    const auto due = last_reload_ + options_.least_between_reloads;
    if (reloads_ > 0 && base::Monotonic::now() < due) rt::sleep_for(due - base::Monotonic::now());
    // More may have changed during that pause; it all goes into this reload.
    ZATO_TRY(auto now, shape());
    ZATO_TRY(const auto text, compose(settings(), wanted_.custom, desired_servers(wanted_.state)));
    ZATO_CHECK(reload_with(text));
    loaded_ = std::move(now);
    note_loaded();
  }
  ZATO_TRY(const auto text, compose(settings(), wanted_.custom, desired_servers(wanted_.state)));
  if (text != installed_) ZATO_CHECK(write_config(text));
  return push(desired_servers(wanted_.state));
}

Result<void> Balancer::reload_with(const std::string& text) {
  if (text != installed_) ZATO_CHECK(validate_text(text));
  const auto before = installed_;
  ZATO_CHECK(write_config(text));
  last_reload_ = base::Monotonic::now();
  ++reloads_;
  auto reloaded = haproxy_.reload();
  if (!reloaded) {
    kLog.error("{}", reloaded.error().text());
    if (const auto restored = write_config(before); !restored) kLog.error("{}", restored.error().text());
    return reloaded;
  }
  kLog.info("HAProxy has reloaded its configuration ({} servers)", wanted_.state.members.size());
  return {};
}

Result<void> Balancer::validate_text(const std::string& text) {
  const auto candidate = directory_ / "config" / "repo" / ".zato.config.candidate";
  ZATO_CHECK(base::write_file_atomically(candidate, text, 0600));
  auto valid = haproxy_.validate(candidate);
  std::error_code ignored;
  std::filesystem::remove(candidate, ignored);
  if (!valid) valid.error().message = base::replace_all(valid.error().message, candidate.string(), "zato.config");
  return valid;
}

Result<void> Balancer::write_config(const std::string& text) {
  ZATO_CHECK(base::write_file_atomically(config_file_of(directory_), text, 0640));
  installed_ = text;
  return {};
}

// `edit` changes settings, algorithm or custom source. It runs when this change's turn has come, so that it sees what
// the one before left; everything of it comes into effect or nothing.
Result<void> Balancer::change(const std::function<void(Wanted&)>& edit) {
  const Turn::Holder turn(turn_);
  const auto before = wanted_;
  edit(wanted_);
  auto applied = apply();
  if (!applied) {
    wanted_.settings = before.settings;
    wanted_.custom = before.custom;
    wanted_.state.algorithm = before.state.algorithm;
    work_.set();
    return applied;
  }
  save_state_file();
  return save_custom_file();
}

Result<void> Balancer::set_algorithm(const std::string& name) {
  auto checked = wanted_.settings;
  checked.algorithm = name;
  ZATO_CHECK(check_settings(checked));
  return change([&](Wanted& wanted) { wanted.state.algorithm = name; });
}

Result<void> Balancer::set_settings(const Settings& settings) {
  ZATO_CHECK(check_settings(settings));
  return change([&](Wanted& wanted) { wanted.settings = settings; });
}

Result<void> Balancer::validate_source(const std::string& text) {
  ZATO_CHECK(check_source(text));
  return validate_text(with_servers(text, desired_servers(wanted_.state)));
}

Result<void> Balancer::save_source(const std::string& text) {
  ZATO_CHECK(check_source(text));
  return change([&](Wanted& wanted) { wanted.custom = text; });
}

Result<void> Balancer::drop_source() {
  return change([](Wanted& wanted) { wanted.custom.reset(); });
}

Result<void> Balancer::set_wish(const std::string& server, const Wish& wish) {
  if (!this->wish(server))
    return base::fail(Code::kNotFound, fmt::format("no server '{}' in the load balancer", server));
  wanted_.state.set_wish(server, wish);
  save_state_file();
  kLog.info("Server {} is wanted {} with weight {}", server, mode_name(wish.mode), wish.weight);
  if (is_static(settings().algorithm)) {
    const Turn::Holder turn(turn_);
    return apply();
  }
  ZATO_CHECK(follow_with_file());
  const auto servers = desired_servers(wanted_.state);
  const auto at = std::find_if(servers.begin(), servers.end(), [&](const Server& s) { return s.name == server; });
  return at == servers.end() ? Result<void>{} : push({*at});
}

// What HAProxy would be started with after its death. While a reload is due, the file is that reload's business.
Result<void> Balancer::follow_with_file() {
  const auto due = shape();
  if (!due || *due != loaded_) {
    work_.set();
    return {};
  }
  ZATO_TRY(const auto text, compose(settings(), wanted_.custom, desired_servers(wanted_.state)));
  return text == installed_ ? Result<void>{} : write_config(text);
}

// One connection for many commands; the CLI's line is limited, so they go in portions.
Result<void> Balancer::push(const std::vector<Server>& servers) {
  constexpr std::size_t kPortion = 50;
  const bool weights = !is_static(settings().algorithm);
  for (std::size_t from = 0; from < servers.size(); from += kPortion) {
    std::string commands;
    for (std::size_t i = from; i < std::min(servers.size(), from + kPortion); ++i) {
      const auto id = fmt::format("{}/{}{}", kBackend, kServerPrefix, servers[i].name);
      if (weights) commands += fmt::format("set server {} weight {};", id, servers[i].weight);
      commands += fmt::format("set server {} state {};", id, mode_name(servers[i].mode));
    }
    commands.pop_back();
    ZATO_TRY(const auto answer, runtime_.ask(commands, rt::Deadline::after(kAsk)));
    if (const auto complaint = base::trim(answer); !complaint.empty()) {
      return base::fail(Code::kUnavailable, fmt::format("HAProxy refused a server's mode: {}", complaint));
    }
  }
  return {};
}

void Balancer::push_all() {
  if (const auto pushed = push(desired_servers(wanted_.state)); !pushed) {
    kLog.warning("Modes and weights are not in effect yet: {}", pushed.error().text());
    work_.set();
  }
}

// For the agent that adopts this HAProxy one day: which worker has read what. Another worker, or no note, means a
// reload.
void Balancer::note_loaded() const {
  const auto text = fmt::format("{}\n{}", haproxy_.worker(), loaded_);
  if (const auto noted = write_unsynced(directory_ / kLoadedFile, text); !noted) {
    kLog.warning("{}", noted.error().text());
  }
}

std::string Balancer::noted_loaded() const {
  const auto text = base::read_file(directory_ / kLoadedFile);
  const auto worker = fmt::format("{}\n", haproxy_.worker());
  return text && text->starts_with(worker) ? text->substr(worker.size()) : "";
}

void Balancer::save_state_file() {
  if (const auto saved = save_state(directory_, wanted_.state); !saved) {
    kLog.error("A restart would not remember the latest change: {}", saved.error().text());
  }
}

Result<void> Balancer::save_custom_file() {
  if (wanted_.custom) return base::write_file_atomically(custom_file_of(directory_), *wanted_.custom, 0640);
  std::error_code ignored;
  std::filesystem::remove(custom_file_of(directory_), ignored);
  return {};
}

Settings Balancer::settings() const { return effective(wanted_.settings, wanted_.state); }

std::optional<Wish> Balancer::wish(const std::string& server) const {
  const auto& members = wanted_.state.members;
  const bool known = std::any_of(members.begin(), members.end(), [&](const Member& m) { return m.name == server; });
  return known ? std::optional(wanted_.state.wish(server)) : std::nullopt;
}

std::vector<ServerView> Balancer::servers() {
  const auto counted = counters();
  std::vector<ServerView> views;
  for (const auto& member : wanted_.state.members) {
    ServerView view{.name = member.name,
                    .address = member.address,
                    .port = member.port,
                    .wish = wanted_.state.wish(member.name),
                    .leaving = member.leaving,
                    .status = "UNKNOWN",
                    .counters = {}};
    if (counted) {
      if (const auto found = counted->servers.find(member.name); found != counted->servers.end()) {
        view.counters = found->second;
        view.status = found->second.status;
      }
    }
    views.push_back(std::move(view));
  }
  return views;
}

Result<Counters> Balancer::counters() {
  ZATO_TRY(const auto csv, runtime_.ask("show stat", rt::Deadline::after(kAsk)));
  return parse_counters(csv);
}

Result<std::map<std::string, std::string>> Balancer::info() {
  ZATO_TRY(const auto text, runtime_.ask("show info", rt::Deadline::after(kAsk)));
  return parse_info(text);
}

}  // namespace zato::lb
