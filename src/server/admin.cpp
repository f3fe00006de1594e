#include "server/admin.hpp"

#include <chrono>
#include <utility>

#include "admin/json_text.hpp"
#include "base/fault_point.hpp"
#include "base/text.hpp"
#include "http/status_map.hpp"
#include "log/log.hpp"
#include "objects/admin_grant.hpp"
#include "rt/loop.hpp"
#include "zato/service.hpp"

namespace zato::server {
namespace {

using namespace std::chrono_literals;
using admin::Answer;
using base::Code;

constexpr log::Logger kLog{"zato.server.admin"};
constexpr auto kPatience = 1s;  // for a change to be in force here
constexpr const char* kOwner = "admin.invoke";

// A name that is taken is a 400 to Zato's clients; 409 tells that somebody else was faster.
int status_of(Code code) { return code == Code::kAlreadyExists ? 400 : http::status_of(code); }

zato::Failure failure_of(const base::Error& error) {
  zato::Failure failure{.status = status_of(error.code), .deliberate = true, .message = error.text()};
  if (failure.status == 503) failure.headers.set("Retry-After", "1");
  return failure;
}

std::string body_of(const admin::Service& service, Answer answer, bool wants_element) {
  const auto json = wants_element ? admin::in_element(service, std::move(answer)) : admin::bare(service, std::move(answer));
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

class AdminService final : public service::Implementation {
 public:
  AdminService(Admin& admin, const admin::Service& service) : admin_(admin), service_(service) {}

  void execute(zato::Call& call) const override {
    try {
      run(call);
    } catch (...) {
      zato::detail::record_failure(call);
    }
  }

 private:
  void run(zato::Call& call) const {
    auto input = admin_input(call.request.payload);
    if (!input) return refuse(call, input.error());
    auto answer = admin_.call(service::principal_of(call), call.cid, service_.name, std::move(*input));
    if (!answer) return refuse(call, answer.error());
    call.response.payload = body_of(service_, std::move(*answer), call.environ.contains(service::kWantsElement));
    call.response.content_type = "application/json";
  }

  static void refuse(zato::Call& call, const base::Error& error) { call.failure = failure_of(error); }

  Admin& admin_;
  const admin::Service& service_;  // of the catalog, which lives as long as the process
};

base::Result<Json> lines_of(std::string_view payload) {
  Json input = Json::object();
  for (const auto line : base::split(payload, '\n')) {
    if (base::trim(line).empty()) continue;
    const auto equals = line.find('=');
    if (equals == line.npos) return base::fail(Code::kInvalidArgument, "the input is neither JSON nor lines of key=value");
    input[std::string(base::trim(line.substr(0, equals)))] = std::string(base::trim(line.substr(equals + 1)));
  }
  return input;
}

}  // namespace

base::Result<Json> admin_input(std::string_view payload) {
  payload = base::trim(payload);
  if (payload.empty() || payload == "\"\"") return Json::object();
  if (payload.front() != '{' && payload.front() != '[' && payload != "null") return lines_of(payload);
  auto input = admin::parse_json(payload);
  if (!input) return base::fail(Code::kInvalidArgument, "the input is not valid JSON");
  return std::move(*input);
}

admin::Role role_of(const odb::Snapshot& snapshot, const zato::Security& security) {
  bool granted = false;
  for (const auto& grant : snapshot.all<objects::AdminGrant>()) {
    granted = true;
    if (grant.is_active && security.id != 0 && grant.security_id == security.id) return admin::role_named(grant.role).value_or(admin::Role::kNone);
  }
  // An ODB from before there were grants: its administrators must not be locked out.
  return !granted && security.name == kOwner ? admin::Role::kOwner : admin::Role::kNone;
}

base::Result<void> Admin::add_services(service::Registry& registry) {
  std::vector<service::Entry> entries;
  for (const auto& service : admin::catalog().services()) {
    entries.push_back({.name = service.name,
                       .class_name = "zato.admin." + service.name,
                       .execution = zato::Execution::kThread,
                       .is_internal = true,
                       .is_guarded = true,
                       .implementation = std::make_shared<AdminService>(*this, service)});
  }
  return registry.replace("admin", std::move(entries));
}

void Admin::applied(std::shared_ptr<const odb::Snapshot> snapshot) {
  const std::lock_guard lock(mutex_);
  if (!api_) {
    api_ = std::make_shared<const admin::Api>(admin::Api::Options{
        .catalog = admin::catalog(),
        .cipher = options_.cipher,
        .cluster_id = snapshot->cluster_id(),
        .with_connection = [this](const admin::Api::Work& work) { return options_.pool.with([&](odb::Connection& odb) { return work(odb); }); },
        .changed = [this](std::int64_t sequence) { wait_applied(sequence); },
        .around = {.server = options_.server, .deploy = options_.deploy, .wake_schedulers = options_.wake_schedulers, .statistics = &options_.statistics, .messages = &options_.messages, .connections = options_.connections}});
  }
  snapshot_ = std::move(snapshot);
  advanced_.notify_all();
}

bool Admin::is_admin(std::string_view service) {
  return service == "zato.service.invoke" || service == "pub.zato.service.service-invoker" || admin::catalog().find(service);
}

void Admin::login_failed(const std::string& channel, const std::string& cid, const std::string& address) {
  std::shared_ptr<const admin::Api> api;
  std::int64_t unrecorded = 0;
  {
    const std::lock_guard lock(mutex_);
    const auto now = base::Monotonic::now();
    if (!api_ || now - login_failure_at_ < 1s) {
      ++login_failures_;
      return;
    }
    api = api_;
    login_failure_at_ = now;
    unrecorded = std::exchange(login_failures_, 0);
  }
  auto details = "channel " + channel + ": no or wrong credentials";
  if (unrecorded > 0) details += "; " + std::to_string(unrecorded) + " more before";
  const auto recorded = api->record_login_failure({.name = "nobody", .cid = cid, .address = address}, std::move(details));
  if (!recorded) kLog.warning("{} - a failed login is not in the audit log: {}", cid, recorded.error().text());
}

std::shared_ptr<const odb::Snapshot> Admin::snapshot() const {
  const std::lock_guard lock(mutex_);
  return snapshot_;
}

void Admin::wait_applied(std::int64_t sequence) {
  options_.announce(sequence);
  std::unique_lock lock(mutex_);
  if (!advanced_.wait_for(lock, kPatience, [&] { return snapshot_->sequence() >= sequence; }))
    kLog.warning("configuration {} is committed, but not in force here yet", sequence);
  base::fault_point("server.change.before-answer");
}

base::Result<Answer> Admin::call_as(const admin::Caller& caller, std::string_view service, Json input) {
  if (!snapshot()) return base::fail(Code::kUnavailable, "the configuration is not loaded yet");
  return api_->call(caller, service, std::move(input));
}

base::Result<Answer> Admin::call(const service::Principal& principal, std::string_view cid, std::string_view service, Json input) {
  const auto now = snapshot();
  if (!now) return base::fail(Code::kUnavailable, "the configuration is not loaded yet");
  const auto security = principal.channel ? principal.channel->security : zato::Security();
  const admin::Caller caller{.name = security.name.empty() ? "nobody" : security.name,
                             .role = role_of(*now, security),
                             .cid = std::string(cid),
                             .address = principal.address};
  return api_->call(caller, service, std::move(input));
}

}  // namespace zato::server
