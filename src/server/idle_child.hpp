// A child that lives and does nothing: it beats, obeys signals and ends with its parent.
#pragma once

#include "process/child_link.hpp"

namespace zato::server {

int run_idle_child(process::ChildLink& link);

}  // namespace zato::server
