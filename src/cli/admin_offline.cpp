#include "cli/admin_offline.hpp"

#include <nlohmann/json.hpp>

#include "admin/api.hpp"
#include "cli/component.hpp"
#include "cli/output.hpp"

namespace zato::cli {

using base::Result;

namespace {

class OfflineClient final : public AdminClient {
 public:
  explicit OfflineClient(ServerOdb server)
      : server_(std::move(server)),
        api_({.catalog = admin::catalog(),
              .cipher = server_.odb->cipher(),
              .cluster_id = server_.cluster_id,
              .with_connection = [this](const admin::Api::Work& work) { return work(server_.odb->connection()); }}) {}

  Result<nlohmann::json> try_call(const std::string& service, const nlohmann::json& input) override {
    ZATO_TRY(auto answer, api_.call({.name = user_at_host(), .role = admin::Role::kOwner}, service, input));
    if (answer.sequence > 0 && !told_) {
      print_progress("No server runs: the change is stored and will be in force when they start.");
      told_ = true;
    }
    return std::move(answer.body);
  }

 private:
  ServerOdb server_;
  admin::Api api_;
  bool told_ = false;
};

}  // namespace

std::unique_ptr<AdminClient> make_offline_client(ServerOdb server) {
  return std::make_unique<OfflineClient>(std::move(server));
}

}  // namespace zato::cli
