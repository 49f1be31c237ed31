// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QVector>

#include <utility>

namespace signalbox {

/// Writes Prometheus' text format: a head for each family of metrics, then its samples.
class MetricsWriter final
{
public:
    using Labels = QVector<std::pair<QByteArray, QString>>;

    /// The name without the prefix "signalbox_". @p help: one line.
    void gauge(const QByteArray &name, const QByteArray &help) { begin(name, help, "gauge"); }
    /// The name ends with "_total".
    void counter(const QByteArray &name, const QByteArray &help) { begin(name, help, "counter"); }

    void sample(double value, const Labels &labels = {});
    void sample(quint64 value, const Labels &labels = {});

    [[nodiscard]] const QByteArray &text() const { return m_text; }

private:
    void begin(const QByteArray &name, const QByteArray &help, const QByteArray &type);
    void line(const QByteArray &value, const Labels &labels);

    QByteArray m_text;
    QByteArray m_name;
};

} // namespace signalbox
