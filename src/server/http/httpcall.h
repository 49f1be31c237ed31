// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QVector>

#include <optional>
#include <utility>

namespace signalbox {

/// One request as it arrived, body complete.
struct HttpCall
{
    QByteArray method;
    QString path; ///< percent-decoded, without the query
    /// The same path cut at its slashes before it was decoded: an encoded slash stays inside its segment. The
    /// first one is empty, as is the last one of a path that ends with a slash.
    QStringList segments;
    QVector<std::pair<QString, QString>> arguments;
    QVector<std::pair<QByteArray, QByteArray>> headers; ///< names in lower case
    QByteArray body;
    QString remoteAddress;

    /// First header of that name (lower case); absent when there is none.
    [[nodiscard]] std::optional<QByteArray> header(QByteArrayView name) const;
    [[nodiscard]] std::optional<QString> argument(QStringView name) const;
};

} // namespace signalbox
