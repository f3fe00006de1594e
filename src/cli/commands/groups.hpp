// The groups of commands, one function and one file each; all.cpp calls them. And what several groups share.
#pragma once

#include <filesystem>
#include <vector>

#include "cli/command.hpp"
#include "security/cipher.hpp"

namespace zato::cli {

void add_quickstart(std::vector<Command>& commands);
void add_lifecycle(std::vector<Command>& commands);
void add_info(std::vector<Command>& commands);
void add_checks(std::vector<Command>& commands);
void add_create(std::vector<Command>& commands);
void add_zato_spellings(std::vector<Command>& commands);
void add_ca(std::vector<Command>& commands);
void add_crypto(std::vector<Command>& commands);
void add_compat(std::vector<Command>& commands);
void add_statistics(std::vector<Command>& commands);
void add_service(std::vector<Command>& commands);
void add_service_build(std::vector<Command>& commands);
void add_hot_deploy(std::vector<Command>& commands);
void add_deploy_keys(std::vector<Command>& commands);
void add_config(std::vector<Command>& commands);
void add_enmasse(std::vector<Command>& commands);
void add_settings(std::vector<Command>& commands);
void add_messages(std::vector<Command>& commands);
void add_changes(std::vector<Command>& commands);
void add_scheduler(std::vector<Command>& commands);
void add_explain(std::vector<Command>& commands);
void add_completion(std::vector<Command>& commands);

// --secret-key and --secret-key-file, for commands that create components.
std::vector<Option> secret_key_options();
// The key given, or a new one.
security::SecretKey secret_key_argument(const Arguments& arguments);
// The key that the cluster's secrets are encrypted with; it must be the same everywhere, so a new one will not do: exit
// code 29.
security::SecretKey secret_key_required(const Arguments& arguments);

// -o/--output text|table|json|yaml
Option format_option();
// -o/--output table|json|yaml, for commands that show objects
Option table_option();

// Absolute, normal, without a slash at the end.
std::filesystem::path absolute_path(const std::string& text);

}  // namespace zato::cli
