// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/variationtext.h"

#include "server/storage/valuetext.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace signalbox {

QJsonArray jsonArray(const QVector<VariationRecord> &variations)
{
    QJsonArray array;
    for (const VariationRecord &one : variations)
        array.append(QJsonObject{{u"id"_s, one.id},
                                 {u"key"_s, one.key},
                                 {u"name"_s, one.name},
                                 {u"value"_s, jsonValue(one.value)},
                                 {u"weight"_s, one.weight}});
    return array;
}

QString variationsText(const QVector<VariationRecord> &variations)
{
    return QString::fromUtf8(QJsonDocument(jsonArray(variations)).toJson(QJsonDocument::Compact));
}

QVector<VariationRecord> variationsFromText(const QString &text)
{
    QVector<VariationRecord> variations;
    if (text.size() <= 2) // by far the most: []
        return variations;
    const QJsonArray array = QJsonDocument::fromJson(text.toUtf8()).array();
    for (const QJsonValue &one : array) {
        const QJsonObject object = one.toObject();
        variations.append({object[u"id"_s].toString(), object[u"key"_s].toString(),
                           object[u"name"_s].toString(), valueFromJson(object[u"value"_s]),
                           object[u"weight"_s].toInt()});
    }
    return variations;
}

} // namespace signalbox
