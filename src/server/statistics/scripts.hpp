// What runs inside Redis for the statistics of services: one call per worker and interval adds all that is new, one call
// reads all. Times are Redis' own, so that servers need not agree on theirs.
#pragma once

namespace zato::server {

// ARGV: prefix, writer, batch, seconds that totals are kept, seconds that in-flight counts hold, place of the writer,
//   N, N times: name, escaped name, usage, errors, slow, total, min, max, last, B, B times: bucket, count;
//   M, M times: name, calls in flight.
// A batch that was added already is not added again: whoever got no answer may send it once more.
inline constexpr const char* kAddScript = R"lua(
local prefix, at = ARGV[1], 6
local function take() at = at + 1; return ARGV[at] end
local seen = prefix .. 'writer:' .. ARGV[2]
if tonumber(redis.call('GET', seen) or '0') >= tonumber(ARGV[3]) then return 0 end
redis.call('SET', seen, ARGV[3], 'EX', 86400)
local now = tonumber(redis.call('TIME')[1])
local periods = {
  {prefix .. 'minute:' .. (now - now % 60), 10800},
  {prefix .. 'hour:' .. (now - now % 3600), 777600},
  {prefix .. 'day:' .. (now - now % 86400), 34560000}}
local function extreme(key, field, value, pick)
  local before = redis.call('HGET', key, field)
  if before then value = pick(tonumber(before), value) end
  redis.call('HSET', key, field, string.format('%.0f', value))
end
for _ = 1, tonumber(take()) do
  local name, escaped = take(), take()
  local usage, errors, slow, total = take(), take(), take(), take()
  local min, max, last = tonumber(take()), tonumber(take()), take()
  local key = prefix .. 'service:' .. escaped
  redis.call('HINCRBY', key, 'usage', usage)
  if errors ~= '0' then redis.call('HINCRBY', key, 'errors', errors) end
  if slow ~= '0' then redis.call('HINCRBY', key, 'slow', slow) end
  redis.call('HINCRBY', key, 'total', total)
  redis.call('HSET', key, 'name', name, 'last', last, 'at', now)
  extreme(key, 'min', min, math.min)
  extreme(key, 'max', max, math.max)
  for _ = 1, tonumber(take()) do redis.call('HINCRBY', key, 'b' .. take(), take()) end
  redis.call('EXPIRE', key, ARGV[4])
  redis.call('ZADD', prefix .. 'services', now, escaped)
  for _, period in ipairs(periods) do
    local u, e, t, lo, hi = tonumber(usage), tonumber(errors), tonumber(total), min, max
    local before = redis.call('HGET', period[1], name)
    if before then
      local a, b, c, d, f = string.match(before, '(%d+) (%d+) (%d+) (%d+) (%d+)')
      u, e, t, lo, hi = u + a, e + b, t + c, math.min(lo, tonumber(d)), math.max(hi, tonumber(f))
    end
    redis.call('HSET', period[1], name, string.format('%.0f %.0f %.0f %.0f %.0f', u, e, t, lo, hi))
    if redis.call('TTL', period[1]) < 0 then redis.call('EXPIRE', period[1], period[2]) end
  end
end
local flying = prefix .. 'in-flight:' .. ARGV[6]
redis.call('DEL', flying)
local count = tonumber(take())
for _ = 1, count do redis.call('HSET', flying, take(), take()) end
if count > 0 then
  redis.call('EXPIRE', flying, ARGV[5])
  redis.call('ZADD', prefix .. 'places', now, ARGV[6])
end
return 1
)lua";

// ARGV: prefix, seconds that totals are kept, seconds that in-flight counts hold, one service by its escaped name or ''.
// Answers [[field, value, …] per service], [[name, count, …] per worker].
inline constexpr const char* kReadScript = R"lua(
local prefix, one = ARGV[1], ARGV[4]
local now = tonumber(redis.call('TIME')[1])
local names = {one}
if one == '' then
  redis.call('ZREMRANGEBYSCORE', prefix .. 'services', '-inf', now - ARGV[2])
  names = redis.call('ZRANGE', prefix .. 'services', 0, -1)
end
local services = {}
for _, name in ipairs(names) do
  local fields = redis.call('HGETALL', prefix .. 'service:' .. name)
  if #fields > 0 then services[#services + 1] = fields end
end
redis.call('ZREMRANGEBYSCORE', prefix .. 'places', '-inf', now - 86400)
local flying = {}
for _, place in ipairs(redis.call('ZRANGEBYSCORE', prefix .. 'places', now - ARGV[3], '+inf')) do
  flying[#flying + 1] = redis.call('HGETALL', prefix .. 'in-flight:' .. place)
end
return {services, flying}
)lua";

// ARGV: keys of periods. Answers one [name, value, …] each.
inline constexpr const char* kPeriodsScript = R"lua(
local out = {}
for i, key in ipairs(ARGV) do out[i] = redis.call('HGETALL', key) end
return out
)lua";

// ARGV: list, how many stay, seconds that they are kept, records.
inline constexpr const char* kPushScript = R"lua(
for i = 4, #ARGV do redis.call('LPUSH', ARGV[1], ARGV[i]) end
redis.call('LTRIM', ARGV[1], 0, ARGV[2] - 1)
redis.call('EXPIRE', ARGV[1], ARGV[3])
return 1
)lua";

}  // namespace zato::server
