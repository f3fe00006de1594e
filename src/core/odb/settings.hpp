// From settings to the options of connections. Called by every executable that opens the ODB.
#pragma once

#include "config/server_settings.hpp"
#include "odb/database.hpp"

namespace zato::odb {

Options options_of(const config::OdbSettings& settings);

}  // namespace zato::odb
