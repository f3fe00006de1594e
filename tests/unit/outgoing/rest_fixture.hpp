// Outgoing connections over a database of their own, and a peer that tells what it was asked.
#pragma once

#include <gmock/gmock.h>

#include <mutex>

#include "objects/oauth.hpp"
#include "objects/outgoing_http.hpp"
#include "odb/snapshot.hpp"
#include "outgoing/rest_connections.hpp"
#include "support/fake_http.hpp"
#include "unit/odb/fixtures.hpp"
#include "unit/rt/on_loop.hpp"

namespace zato::outgoing {

using zato::test::FakeHttp;

class Peer {
 public:
  using Handler = std::function<std::string(const std::string& request)>;
  explicit Peer(Handler handler)
      : http_([this, handler = std::move(handler)](const std::string& request) {
          {
            const std::lock_guard lock(mutex_);
            requests_.push_back(request);
          }
          return handler(request);
        }) {}

  std::string url() const { return "http://127.0.0.1:" + std::to_string(http_.endpoint().port); }
  int connections() const { return http_.connections(); }
  std::vector<std::string> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  std::mutex mutex_;  // guards requests_
  std::vector<std::string> requests_;
  FakeHttp http_;
};

class RestFixture : public testing::Test {
 protected:
  RestFixture() {
    odb::expect_ok(odb::create_schema(options_, objects::all()));
    connection_ = odb::expect_ok(odb::connect(options_));
    cluster_ = odb::expect_ok(odb::create_cluster(*connection_, {.name = "test"}, "tester"));
    store_.emplace(odb::store_of(*connection_, cipher_, cluster_.id));
  }

  template <class T>
  T insert(T object) {
    return odb::expect_ok(store_->insert(std::move(object)));
  }
  template <class T>
  T update(T object) {
    return odb::expect_ok(store_->update(std::move(object)));
  }
  objects::OutgoingRest connection_to(const std::string& url, const std::string& path = "/",
                                      const std::string& name = "crm") {
    objects::OutgoingRest one{.name = name};
    one.target.host = url;
    one.target.url_path = path;
    one.target.timeout = 5;
    return one;
  }
  std::shared_ptr<const odb::Snapshot> snapshot() {
    return odb::expect_ok(odb::Snapshot::load(*connection_, objects::all(), cipher_, cluster_.id));
  }

  // Runs `body` on a fiber, with connections that have the configuration as it is now.
  void with_connections(const std::function<void(RestConnections&)>& body, Limits limits = {}) {
    rt::on_loop([&](rt::Loop& loop) {
      RestConnections connections(loop, limits);
      connections.applied(snapshot());
      body(connections);
    });
  }

  const zato::test::TempDir directory_;
  const odb::Options options_{.path = directory_ / "odb.db"};
  const odb::PlainCipher cipher_;
  std::unique_ptr<odb::Connection> connection_;
  objects::Cluster cluster_;
  std::optional<odb::Store> store_;
};

inline rt::Deadline soon() { return rt::Deadline::after(std::chrono::seconds(20)); }

}  // namespace zato::outgoing
