// Channels over an ODB of their own, with services that tests write inline: what a worker does, without sockets.
#pragma once

#include <map>

#include "objects/service.hpp"
#include "server/channels/rest.hpp"
#include "unit/odb/fixtures.hpp"
#include "unit/service/fixture.hpp"

namespace zato::server::test {

struct Ask {
  std::string path;  // with the query
  std::string method = "GET";
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  std::string peer = "127.0.0.1";
};

class ChannelsFixture : public testing::Test {
 protected:
  ChannelsFixture() {
    odb::expect_ok(odb::create_schema(options_, objects::all()));
    connection_ = odb::expect_ok(odb::connect(options_));
    cluster_ = odb::expect_ok(odb::create_cluster(*connection_, {.name = "test"}, "tester"));
    store_.emplace(odb::store_of(*connection_, cipher_, cluster_.id));
  }

  // A service with code and a row in the ODB.
  schema::Id add_service(const std::string& name, service::test::Handler handler, bool is_internal = false) {
    services_.add(name, std::move(handler));
    return odb::expect_ok(store_->insert(objects::Service{.name = name, .impl_name = "test", .is_internal = is_internal})).id;
  }
  // Answers with its own name.
  schema::Id add_service(const std::string& name) {
    return add_service(name, [name](zato::Service& s) { s.response.payload = name; });
  }

  template <class T>
  T insert(T object) {
    changed_.push_back({&T::type(), 0});
    auto stored = odb::expect_ok(store_->insert(std::move(object)));
    changed_.back().id = stored.id;
    return stored;
  }
  template <class T>
  T update(T object) {
    changed_.push_back({&T::type(), object.id});
    return odb::expect_ok(store_->update(std::move(object)));
  }
  template <class T>
  void remove(const T& object) {
    changed_.push_back({&T::type(), object.id});
    odb::expect_ok(store_->remove(object));
  }

  // What was inserted, updated and removed since comes into force: only that, or everything from the beginning.
  void apply() { apply({.everything = false, .changed = std::exchange(changed_, {})}); }
  void apply_all() {
    changed_.clear();
    apply({.everything = true});
  }

  http::Response ask(const Ask& ask) {
    http::Response response;
    services_.on_fiber([&] {
      http::Request request;
      request.method = *http::parse_method(ask.method);
      request.method_text = ask.method;
      request.target = ask.path;
      request.path = std::string_view(ask.path).substr(0, ask.path.find('?'));
      if (request.path.size() < ask.path.size()) request.query = std::string_view(ask.path).substr(request.path.size() + 1);
      for (const auto& [name, value] : ask.headers) request.fields.push_back({name, value});
      request.body = ask.body;
      request.cid = "K1";
      request.peer_address = ask.peer;
      channels_.handle(request, response);
    });
    return response;
  }
  // "200 body"
  std::string answer(const Ask& asked) {
    const auto response = ask(asked);
    return std::to_string(response.status) + " " + response.body;
  }
  int status(const Ask& asked) { return ask(asked).status; }

  const zato::test::TempDir directory_;
  const odb::Options options_{.path = directory_ / "odb.db"};
  const odb::PlainCipher cipher_;
  std::unique_ptr<odb::Connection> connection_;
  objects::Cluster cluster_;
  std::optional<odb::Store> store_;
  std::vector<odb::Delta::Changed> changed_;
  service::test::Fixture services_;
  metrics::Registry metrics_;
  Traffic traffic_{metrics_};
  Tokens tokens_{base::Secret("key of the cluster")};
  RestChannels channels_{services_.invoker, traffic_, tokens_, {.admission = {.proxies = *TrustedProxies::parse("127.0.0.0/8")}}};

 private:
  void apply(const odb::Delta& delta) {
    const auto snapshot = odb::expect_ok(odb::Snapshot::load(*connection_, objects::all(), cipher_, cluster_.id));
    odb::expect_ok(channels_.apply(*snapshot, delta));
  }
};

}  // namespace zato::server::test
