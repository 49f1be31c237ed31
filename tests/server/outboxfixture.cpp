// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/outboxfixture.h"

using namespace Qt::StringLiterals;

namespace signalbox {

OutboxFixture::OutboxFixture() : changes(database), pump(database), history(database, pump)
{
    const bool ready = database.open(u":memory:"_s) && pump.start();
    Q_ASSERT(ready);
}

void OutboxFixture::commit(const QString &text, const QString &organization, const QString &environment)
{
    Transaction transaction(database);
    const bool done =
        changes.announce({0, organization, environment, u"flag.updated"_s, text, {}}) && transaction.commit();
    Q_ASSERT(done);
}

StreamWords OutboxFixture::words()
{
    const auto id = [](qint64 version) -> QByteArray { return "id: " + QByteArray::number(version) + '\n'; };
    return {[id](std::optional<qint64> position) -> QByteArray {
                return (position ? id(*position) : QByteArray()) + ": connected\n\n";
            },
            [id](const OutboxRecord &change) -> QByteArray {
                return id(change.version) + "data: " + change.flagKey.toUtf8() + "\n\n";
            },
            [id](qint64 position) -> QByteArray { return id(position) + "data: resync\n\n"; }};
}

} // namespace signalbox
