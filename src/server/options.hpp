// From the settings of server.conf to what the parts of a worker and of the keeper take: plain classes know no settings.
#pragma once

#include "broker/broker.hpp"
#include "config/server_settings.hpp"
#include "http/server.hpp"
#include "odb/database.hpp"
#include "outgoing/rest_connection.hpp"
#include "server/statistics/writer.hpp"
#include "service/invoker.hpp"

namespace zato::server {

// For those who answer requests: within two seconds, also when the database is silent or locked.
odb::Options prompt_options(const config::OdbSettings& settings);
// The same database for one who only follows the configuration.
odb::Options follower_options(const config::OdbSettings& settings);
http::ServerOptions http_options(const config::HttpSettings& settings);
// `process`: worker-1, keeper-1.
broker::Broker::Options broker_options(const config::ServerSettings& settings, const std::string& process);
service::Invoker::Options invoker_options(const config::ServerSettings& settings, std::span<base::WorkNote> notes);
std::size_t memory_limit(const config::MainSettings& settings);  // in bytes; 0: none
StatisticsStore::Options statistics_store_options(const config::StatisticsSettings& settings);
StatisticsWriter::Options statistics_options(const config::ServerSettings& settings, const std::string& process);
outgoing::Limits outgoing_limits(const config::OutgoingSettings& settings);

}  // namespace zato::server
