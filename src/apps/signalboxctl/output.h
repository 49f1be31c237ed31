// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

namespace signalbox {

/// Standard output and standard error of the program. Data goes to the one, words for people to the other;
/// with JSON every line of data is one object.
class Output final
{
public:
    explicit Output(bool json) : m_json(json) {}

    [[nodiscard]] bool isJson() const { return m_json; }

    /// One line of data, there at once: as @p object with JSON, else as @p text (nothing when it is null).
    void line(const QJsonObject &object, const QString &text);
    /// As line(), but it may wait for flush(): for many lines in one go.
    void bufferedLine(const QJsonObject &object, const QString &text);
    void flush();
    /// A sentence for people.
    static void message(const QString &text);

private:
    bool m_json;
};

} // namespace signalbox
