// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/jsonlines.h"

#include <QStringList>

#include <optional>

namespace signalbox {

namespace {

constexpr int deepest = 64; ///< levels that are indented; what is nested deeper is left on its line

/// Writes one line of JSON over several, as far as brackets and strings say what it is.
class Indenter final
{
public:
    [[nodiscard]] std::optional<QString> indented(QStringView line)
    {
        for (qsizetype i = 0; i < line.size(); ++i) {
            const QChar c = line.at(i);
            if (m_inString)
                takeInString(c);
            else if (!take(c, line.mid(i + 1)))
                return std::nullopt;
        }
        return m_open.isEmpty() && !m_inString ? std::optional(m_out) : std::nullopt;
    }

private:
    void takeInString(QChar c)
    {
        m_out += c;
        if (m_escaped)
            m_escaped = false;
        else if (c == u'\\')
            m_escaped = true;
        else if (c == u'"')
            m_inString = false;
    }

    bool take(QChar c, QStringView rest)
    {
        if (c.isSpace())
            return true;
        if (c == u'{' || c == u'[') {
            m_open += c == u'{' ? u'}' : u']';
            m_out += c;
            const QStringView next = rest.trimmed();
            m_empty = !next.isEmpty() && next.at(0) == m_open.back();
            if (!m_empty)
                breakLine();
        } else if (c == u'}' || c == u']') {
            if (m_open.isEmpty() || m_open.back() != c)
                return false;
            m_open.chop(1);
            if (!std::exchange(m_empty, false))
                breakLine();
            m_out += c;
        } else {
            if (m_open.isEmpty())
                return false;
            m_inString = c == u'"';
            m_out += c;
            if (c == u',')
                breakLine();
            else if (c == u':')
                m_out += u' ';
        }
        return true;
    }

    void breakLine()
    {
        if (m_open.size() <= deepest)
            m_out += u'\n' + QString(2 * m_open.size(), u' ');
    }

    QString m_out;
    QString m_open; ///< the brackets that are still to come, the next one last
    bool m_inString = false;
    bool m_escaped = false;
    bool m_empty = false; ///< what was opened last holds nothing
};

} // namespace

QString withIndentedJson(const QString &text)
{
    QStringList lines = text.split(u'\n');
    for (QString &line : lines) {
        if (!line.startsWith(u'{') && !line.startsWith(u'['))
            continue;
        if (auto indented = Indenter().indented(line))
            line = std::move(*indented);
    }
    return lines.join(u'\n');
}

} // namespace signalbox
