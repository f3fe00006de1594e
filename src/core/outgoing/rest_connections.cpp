#include "outgoing/rest_connections.hpp"

#include <utility>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "objects/all.hpp"
#include "objects/tls_security.hpp"
#include "rt/event.hpp"

namespace zato::outgoing {
namespace {

using base::Code;
using base::fail;
using base::Result;

// What a connection was made from; equal sources, equal connections.
struct Source {
  schema::Id id = 0;
  std::int64_t version = 0;
  schema::Id security = 0;
  std::int64_t security_version = 0;
  std::int64_t authority_version = 0;
  bool operator==(const Source&) const = default;
};

std::int64_t version_of(const odb::Snapshot& snapshot, std::string_view type_or_family, schema::Id id) {
  for (const auto* type : objects::all().targets(type_or_family)) {
    if (const void* object = snapshot.find(*type, id)) return type->system(object).version;
  }
  return 0;
}

Source source_of(const odb::Snapshot& snapshot, const objects::OutgoingRest& config) {
  Source out{.id = config.id, .version = config.version};
  if (const auto security = config.target.security_id) {
    out.security = *security;
    out.security_version = version_of(snapshot, "security", *security);
  }
  if (const auto authority = config.target.sec_tls_ca_cert_id) {
    const auto* found = snapshot.find<objects::TlsCaCert>(*authority);
    out.authority_version = found ? found->version : 0;
  }
  return out;
}

Result<std::shared_ptr<const rt::TlsContext>> tls_of(const odb::Snapshot& snapshot, const objects::OutgoingRest& config,
                                                     const Credentials& credentials) {
  rt::TlsContext::Options options{.certificate_text = credentials.certificate.reveal(),
                                  .verify_peer = config.target.tls_verify};
  if (const auto authority = config.target.sec_tls_ca_cert_id) {
    const auto* found = snapshot.find<objects::TlsCaCert>(*authority);
    if (!found) return fail(Code::kNotFound, "its CA certificate does not exist");
    if (!found->is_active)
      return fail(Code::kPermissionDenied, "its CA certificate `" + found->name + "` is not active");
    options.ca_certificates_text = found->value;
  }
  return rt::TlsContext::client(options);
}

zato::RestOutcome failed(zato::RestProblem problem, std::string message) {
  return {.problem = problem, .message = std::move(message)};
}

}  // namespace

struct RestConnections::State {
  State(rt::Loop& of, Limits given) : loop(of), limits(std::move(given)) {}

  struct Made {
    Source source = {};
    bool current = false;  // the source is that of the configuration in force
    std::shared_ptr<RestConnection> connection = {};
    std::shared_ptr<Statistics> statistics = std::make_shared<Statistics>();
  };

  rt::Loop& loop;
  const Limits limits;
  BearerTokens tokens = {};
  std::shared_ptr<const odb::Snapshot> snapshot = {};
  std::map<std::string, Made, std::less<>> made = {};
  std::shared_ptr<const rt::TlsContext> system_tls = {};  // the usual case costs a megabyte: all share it

  std::string unknown(std::string_view name) const;
  Result<std::shared_ptr<RestConnection>> make(const objects::OutgoingRest& config,
                                               const std::shared_ptr<Statistics>& statistics);
  Result<Made*> find(std::string_view name);
  zato::RestOutcome call(std::string_view name, zato::RestCall&& call, std::string_view cid, rt::Deadline deadline);
  std::vector<Reading> read() const;
};

std::string RestConnections::State::unknown(std::string_view name) const {
  std::vector<std::string> names;
  if (snapshot) {
    for (const auto& one : snapshot->all<objects::OutgoingRest>()) names.push_back(one.name);
  }
  const auto near = base::nearest(name, names);
  return "there is no outgoing REST connection `" + std::string(name) + "`" +
         (near ? "; did you mean `" + *near + "`?" : std::string());
}

Result<std::shared_ptr<RestConnection>> RestConnections::State::make(const objects::OutgoingRest& config,
                                                                     const std::shared_ptr<Statistics>& statistics) {
  RestConnection::Parts parts{.config = config, .statistics = statistics};
  ZATO_TRY(parts.credentials, read_credentials(*snapshot, config.target.security_id));
  const bool usual =
      parts.credentials.certificate.empty() && !config.target.sec_tls_ca_cert_id && config.target.tls_verify;
  if (config.target.host.starts_with("https://")) {
    if (!usual || !system_tls) {
      ZATO_TRY(parts.tls, tls_of(*snapshot, config, parts.credentials));
      if (usual) system_tls = parts.tls;
    } else {
      parts.tls = system_tls;
    }
  }
  return RestConnection::make(std::move(parts), limits, tokens);
}

Result<RestConnections::State::Made*> RestConnections::State::find(std::string_view name) {
  auto at = made.find(name);
  if (at != made.end() && at->second.current) return &at->second;
  const auto* config = snapshot ? snapshot->find<objects::OutgoingRest>(name) : nullptr;
  if (!config) return fail(Code::kNotFound, unknown(name));
  const auto what = "outgoing REST connection `" + config->name + "`";
  if (!config->is_active) return fail(Code::kPermissionDenied, what + " is not active");
  if (at == made.end()) at = made.try_emplace(config->name).first;
  auto& one = at->second;
  auto connection = make(*config, one.statistics);
  if (!connection) {
    const auto code =
        connection.error().code == Code::kInvalidArgument ? Code::kInvalidArgument : Code::kPermissionDenied;
    return fail(base::wrap(code, what, std::move(connection.error())));
  }
  one.connection = std::move(*connection);
  one.source = source_of(*snapshot, *config);
  one.current = true;
  return &one;
}

zato::RestOutcome RestConnections::State::call(std::string_view name, zato::RestCall&& call, std::string_view cid,
                                               rt::Deadline deadline) {
  auto found = find(name);
  if (!found) {
    const auto code = found.error().code;
    using P = zato::RestProblem;
    return failed(code == Code::kNotFound          ? P::kUnknown
                  : code == Code::kInvalidArgument ? P::kInvalid
                                                   : P::kInactive,
                  found.error().text());
  }
  const auto connection = (*found)->connection;  // ours until the call ends, whatever the configuration does
  const auto statistics = (*found)->statistics;
  ++statistics->in_flight;
  const auto started = base::Monotonic::now();
  auto outcome = connection->call(std::move(call), cid, deadline);
  outcome.took = base::Monotonic::now() - started;
  --statistics->in_flight;
  statistics->ended(outcome.took);
  if (outcome.problem != zato::RestProblem::kNone) {
    ++statistics->errors;
    statistics->last_error = outcome.message;
  } else if (outcome.status >= 400) {
    ++statistics->refused;
  }
  return outcome;
}

RestConnections::RestConnections(rt::Loop& loop, Limits limits)
    : state_(std::make_shared<State>(loop, std::move(limits))) {}
RestConnections::~RestConnections() = default;

void RestConnections::applied(std::shared_ptr<const odb::Snapshot> snapshot) {
  auto& state = *state_;
  state.snapshot = std::move(snapshot);
  // What is gone or has changed keeps no connections open until somebody calls it.
  std::erase_if(state.made,
                [&](const auto& one) { return !state.snapshot->template find<objects::OutgoingRest>(one.first); });
  for (auto& [name, one] : state.made) {
    const auto* config = state.snapshot->find<objects::OutgoingRest>(name);
    if (!one.connection || (config->is_active && one.source == source_of(*state.snapshot, *config))) continue;
    one.connection.reset();
    one.current = false;
  }
  state.tokens.keep([&](schema::Id id, std::int64_t version) {
    const auto* definition = state.snapshot->find<objects::OAuth>(id);
    return definition && definition->version == version;
  });
}

zato::RestOutcome RestConnections::call(std::string_view name, zato::RestCall&& call, std::string_view cid,
                                        rt::Deadline deadline) {
  if (rt::on_fiber()) {
    const auto state = state_;
    return state->call(name, std::move(call), cid, deadline);
  }
  struct Remote {
    std::string name, cid;
    zato::RestCall call;
    zato::RestOutcome outcome;
    rt::Event ended;
  };
  const auto remote = std::make_shared<Remote>();
  remote->name = name;
  remote->cid = cid;
  remote->call = std::move(call);
  state_->loop.spawn([state = state_, remote, deadline] {
    remote->outcome = state->call(remote->name, std::move(remote->call), remote->cid, deadline);
    remote->ended.set();
  });
  if (!remote->ended.wait(deadline))
    return failed(zato::RestProblem::kTimeout, std::string(name) + ": no answer in the time that the service has");
  return std::move(remote->outcome);
}

void RestConnections::tidy() {
  for (auto& [name, one] : state_->made) {
    if (one.connection) one.connection->client().close_stale();
  }
}

std::vector<Reading> RestConnections::State::read() const {
  std::vector<Reading> out;
  for (const auto& [name, one] : made) {
    Reading reading{*one.statistics, name};
    if (one.connection) {
      auto& client = one.connection->client();
      reading.pool_size = static_cast<std::size_t>(one.connection->config().target.pool_size);
      reading.in_use = client.in_use();
      reading.idle = client.idle();
      reading.waiting = client.waiting();
    }
    out.push_back(std::move(reading));
  }
  return out;
}

std::vector<Reading> RestConnections::read() const {
  if (rt::Loop::current() == &state_->loop) return state_->read();
  struct Remote {
    std::vector<Reading> readings;
    rt::Event ended;
  };
  const auto remote = std::make_shared<Remote>();
  state_->loop.post([state = state_, remote] {
    remote->readings = state->read();
    remote->ended.set();
  });
  remote->ended.wait();
  return std::move(remote->readings);
}

}  // namespace zato::outgoing
