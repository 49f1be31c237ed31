// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalboxctl/output.h"

#include <QJsonDocument>

#include <cstdio>

namespace signalbox {

namespace {

void put(std::FILE *stream, const QByteArray &text)
{
    std::fwrite(text.constData(), 1, std::size_t(text.size()), stream);
    std::fputc('\n', stream);
}

} // namespace

void Output::line(const QJsonObject &object, const QString &text)
{
    bufferedLine(object, text);
    flush();
}

void Output::bufferedLine(const QJsonObject &object, const QString &text)
{
    if (m_json)
        put(stdout, QJsonDocument(object).toJson(QJsonDocument::Compact));
    else if (!text.isNull())
        put(stdout, text.toUtf8());
}

void Output::flush()
{
    std::fflush(stdout);
}

void Output::message(const QString &text)
{
    std::fflush(stdout); // both may be the same terminal
    put(stderr, text.toUtf8());
    std::fflush(stderr);
}

} // namespace signalbox
