// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/flagdash/flagdashlists.h"

#include "core/limits.h"
#include "providers/common/jsonfields.h"

#include <QHash>

using namespace Qt::StringLiterals;

namespace signalbox::flagdash {

using namespace json;

Result<QJsonObject> readInner(const QByteArray &body, const QString &name)
{
    const auto object = readObject(body);
    if (!object)
        return object;
    const QJsonValue inner = object->value(name);
    if (!inner.isObject())
        return tl::unexpected(badAnswer(u"the answer holds no object \"%1\""_s.arg(name)));
    return inner.toObject();
}

Result<QJsonArray> environmentsOf(const QJsonObject &record, const QString &owner)
{
    QJsonArray environments = record.value(u"environments"_s).toArray();
    if (environments.size() <= limits::environmentsPerProject)
        return environments;
    return tl::unexpected(Error{ErrorKind::TooLarge,
                                u"more than %1 environments of %2 (limit environmentsPerProject)"_s
                                    .arg(limits::environmentsPerProject)
                                    .arg(owner),
                                {},
                                {}});
}

Result<QVector<Flag>> readRecords(const QByteArray &body, const QString &list, const QString &noun,
                                  const ReadEntry &read)
{
    const auto array = readList(body, list, limits::flagsPerEnvironment, u"flagsPerEnvironment"_s);
    if (!array)
        return tl::unexpected(array.error());
    QVector<Flag> all;
    all.reserve(array->size());
    QHash<FlagRef, qsizetype> positions;
    for (qsizetype index = 0; index < array->size(); ++index) {
        Result<QVector<Flag>> some = read(array->at(index).toObject(), u"%1 %2"_s.arg(noun).arg(index + 1));
        if (!some)
            return some;
        for (Flag &record : *some) {
            const FlagRef ref{record.environment, record.key};
            if (const auto known = positions.constFind(ref); known != positions.constEnd()) {
                all[*known] = std::move(record);
                continue;
            }
            positions.insert(ref, all.size());
            all.append(std::move(record));
        }
    }
    return all;
}

QVector<Flag> alone(Flag &&record)
{
    return {std::move(record)};
}

} // namespace signalbox::flagdash
