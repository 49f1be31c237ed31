// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/status/metricswriter.h"

namespace signalbox {

namespace {

/// A label's value: backslash, quote and line end are written as two characters.
QByteArray escaped(const QString &value)
{
    QByteArray text = value.toUtf8();
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    return text;
}

} // namespace

void MetricsWriter::begin(const QByteArray &name, const QByteArray &help, const QByteArray &type)
{
    m_name = "signalbox_" + name;
    m_text += "# HELP " + m_name + ' ' + help + "\n# TYPE " + m_name + ' ' + type + '\n';
}

void MetricsWriter::sample(double value, const Labels &labels)
{
    line(QByteArray::number(value, 'g', 12), labels);
}

void MetricsWriter::sample(quint64 value, const Labels &labels)
{
    line(QByteArray::number(value), labels);
}

void MetricsWriter::line(const QByteArray &value, const Labels &labels)
{
    m_text += m_name;
    char before = '{';
    for (const auto &[name, text] : labels) {
        m_text += before + name + "=\"" + escaped(text) + '"';
        before = ',';
    }
    if (!labels.isEmpty())
        m_text += '}';
    m_text += ' ' + value + '\n';
}

} // namespace signalbox
