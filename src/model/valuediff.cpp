// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/valuediff.h"

#include "core/plaintext.h"
#include "model/kindwords.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int deepest = 16; ///< objects within objects that are looked into
constexpr int pathLength = 60;
constexpr int sideLength = 40;

QString tr(const char *text)
{
    return QCoreApplication::translate("ValueDiff", text);
}

QString jsonWords(const QJsonValue &value)
{
    const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return plainLine(QString::fromUtf8(list.mid(1, list.size() - 2)), sideLength);
}

class ObjectDiff
{
public:
    explicit ObjectDiff(int most) : m_most(most) {}

    void compare(const QJsonObject &before, const QJsonObject &after, const QString &path, int depth)
    {
        QStringList names = before.keys() + after.keys();
        std::sort(names.begin(), names.end());
        names.removeDuplicates();
        for (const QString &name : std::as_const(names)) {
            const QString place = path.isEmpty() ? name : path + u'.' + name;
            const QJsonValue was = before.value(name);
            const QJsonValue is = after.value(name);
            if (was == is)
                continue;
            if (was.isObject() && is.isObject() && depth < deepest)
                compare(was.toObject(), is.toObject(), place, depth + 1);
            else
                add(place, was, is);
        }
    }
    [[nodiscard]] QStringList lines() const
    {
        QStringList lines = m_lines;
        if (m_count > lines.size())
            lines.append(tr("and %1 more").arg(m_count - lines.size()));
        return lines;
    }

private:
    void add(const QString &place, const QJsonValue &was, const QJsonValue &is)
    {
        if (++m_count > m_most)
            return;
        const QString path = plainLine(place, pathLength);
        if (was.isUndefined())
            m_lines.append(tr("+ %1 %2").arg(path, jsonWords(is)));
        else if (is.isUndefined())
            m_lines.append(tr("− %1").arg(path));
        else
            m_lines.append(tr("%1 %2 → %3").arg(path, jsonWords(was), jsonWords(is)));
    }

    int m_most;
    int m_count = 0;
    QStringList m_lines;
};

/// Lines at the beginning and at the end that both have are left out; what is between them differs.
QStringList textDifferences(const QString &before, const QString &after)
{
    const QStringList was = before.split(u'\n');
    const QStringList is = after.split(u'\n');
    const qsizetype least = std::min(was.size(), is.size());
    qsizetype first = 0;
    while (first < least && was.at(first) == is.at(first))
        ++first;
    qsizetype last = 0;
    while (last < least - first && was.at(was.size() - 1 - last) == is.at(is.size() - 1 - last))
        ++last;
    const qsizetype out = was.size() - first - last;
    const qsizetype in = is.size() - first - last;
    QStringList lines{tr("from line %1: %2 out, %3 in").arg(first + 1).arg(out).arg(in)};
    if (out > 0)
        lines.append(tr("− %1").arg(plainLine(was.at(first), pathLength)));
    if (in > 0)
        lines.append(tr("+ %1").arg(plainLine(is.at(first), pathLength)));
    return lines;
}

} // namespace

QStringList valueDifferences(const FlagValue &before, const FlagValue &after, int most)
{
    if (before == after)
        return {};
    const auto *wasJson = std::get_if<JsonText>(&before);
    const auto *isJson = std::get_if<JsonText>(&after);
    if (wasJson && isJson) {
        const QJsonDocument was = QJsonDocument::fromJson(wasJson->text.toUtf8());
        const QJsonDocument is = QJsonDocument::fromJson(isJson->text.toUtf8());
        if (was.isObject() && is.isObject()) {
            ObjectDiff diff(most);
            diff.compare(was.object(), is.object(), {}, 0);
            return diff.lines();
        }
    }
    const auto *wasText = std::get_if<QString>(&before);
    const auto *isText = std::get_if<QString>(&after);
    if (wasText && isText && (wasText->contains(u'\n') || isText->contains(u'\n')))
        return textDifferences(*wasText, *isText);
    return {valueChangeText(before, after)};
}

} // namespace signalbox
