// The one list of command groups.
#include "cli/commands/groups.hpp"

namespace zato::cli {

const std::vector<Command>& all_commands() {
  static const std::vector<Command> commands = [] {
    std::vector<Command> all;
    add_quickstart(all);
    add_lifecycle(all);
    add_info(all);
    add_checks(all);
    add_create(all);
    add_zato_spellings(all);
    add_ca(all);
    add_crypto(all);
    add_service(all);
    add_service_build(all);
    add_hot_deploy(all);
    add_deploy_keys(all);
    add_statistics(all);
    add_compat(all);
    add_config(all);
    add_enmasse(all);
    add_settings(all);
    add_changes(all);
    add_messages(all);
    add_scheduler(all);
    add_explain(all);
    add_completion(all);
    return all;
  }();
  return commands;
}

}  // namespace zato::cli
