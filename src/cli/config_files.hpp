// Configuration files as `zato config` and `zato enmasse` take them: read here, with this machine's environment, sent
// to the admin API as one document.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "cli/admin_client.hpp"

namespace zato::cli {

// --env-file, --include-type, --include-name, --ignore-missing-includes, --ignore-missing-env, --ignore-unknown.
std::vector<Option> document_options();

// Input of zato.config.plan and apply: the objects of this file and of what it includes. Says all that is wrong with
// them and fails with `failure`.
nlohmann::json read_documents(const Arguments& arguments, const std::filesystem::path& file, ExitCode failure);

// This file and what it includes as one file; secrets are in it.
std::string merged_document(const Arguments& arguments, const std::filesystem::path& file, const std::string& format);

// --include-type and --include-name, as all services take them.
void add_filter(const Arguments& arguments, nlohmann::json& input);

// What a plan would do, or has done, as lines with + ~ -. With `colour`: for a terminal.
std::string render_plan(const nlohmann::json& plan, bool colour);

// A line for each problem of a plan, on stderr; whether there were any.
bool print_problems(const nlohmann::json& plan);

// Writes a document where --output says; to standard output for "-". Files with secrets are for their owner only.
void write_document(const std::filesystem::path& file, const std::string& text, bool with_secrets);

}  // namespace zato::cli
