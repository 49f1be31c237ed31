// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/region/regionside.h"

#include "server/http/bearer.h"
#include "server/storage/accountrepository.h"

#include <QCoreApplication>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

tl::unexpected<Error> failed(const char *sentence)
{
    return tl::unexpected(
        Error{ErrorKind::Storage, QCoreApplication::translate("RegionSide", sentence), {}, {}});
}

} // namespace

RegionSide::RegionSide(Database &database, const Clock &clock, std::unique_ptr<NetworkAccess> network,
                       const FollowerOptions &options)
    : m_database(database)
    , m_network(std::move(network))
    , m_follower(database, *m_network, clock, options,
                 [] { return QRandomGenerator::global()->generateDouble(); })
    , m_proxy(m_follower, *m_network, clock, options)
{}

Result<void> RegionSide::start()
{
    const auto place = copyPlace(m_database);
    const auto organizations = AccountRepository(m_database).organizationCount();
    if (!place || !organizations)
        return failed("The database cannot be read. Check the file and the free space.");
    if (place->identity.isEmpty() && *organizations > 0)
        return failed("The database holds data of its own, which following a primary would replace. Name "
                      "another file for the region.");
    if (!m_follower.start())
        return failed("The database cannot be read. Check the file and the free space.");
    return {};
}

bool RegionSide::take(const HttpCall &call, HttpReply &reply)
{
    if (!m_follower.hasCopy() && call.path != u"/healthz") {
        HttpAnswer answer =
            ownRefusal(503, u"unavailable"_s, u"this region has no copy of its primary's data yet"_s);
        answer.headers.emplace_back("Retry-After", "2");
        reply.send(std::move(answer));
        return true;
    }
    if (!WriteProxy::isMeantBy(call))
        return false;
    m_proxy.handle(call, reply);
    return true;
}

} // namespace signalbox
