// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/exportformat.h"

#include "core/plaintext.h"
#include "model/factjson.h"
#include "model/facttext.h"

#include <QCoreApplication>

#include <limits>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int unbounded = std::numeric_limits<int>::max();

QString tr(const char *text)
{
    return QCoreApplication::translate("ExportFormatter", text);
}

/// What spreadsheets take for the start of a formula, see OWASP "CSV injection".
bool startsFormula(QChar first)
{
    return u"=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20"_s.contains(first);
}

/// Every line made safe, the line ends kept as line feeds.
QString plainLines(const QString &text)
{
    QString lines;
    const QString unixEnds = QString(text).replace(u"\r\n"_s, u"\n"_s);
    const QStringList parts = unixEnds.split(u'\n');
    for (const QString &part : parts)
        lines += plainLine(part, unbounded) + u'\n';
    lines.chop(1);
    return lines;
}

} // namespace

QString fileSuffix(ExportFormat format)
{
    switch (format) {
    case ExportFormat::Csv: return u"csv"_s;
    case ExportFormat::JsonLines: return u"jsonl"_s;
    case ExportFormat::Markdown: return u"md"_s;
    }
    return {};
}

QString pastedCell(const QString &text)
{
    const QString cell = plainLine(text, unbounded);
    return !text.isEmpty() && startsFormula(text.front()) ? QString(u'\'' + cell) : cell;
}

QString csvField(const QString &text)
{
    QString field = plainLines(text);
    if (!text.isEmpty() && startsFormula(text.front()))
        field.prepend(u'\'');
    const bool quoted = field.contains(u'"') || field.contains(u',') || field.contains(u'\n')
                        || field.startsWith(u' ') || field.endsWith(u' ');
    if (!quoted)
        return field;
    field.replace(u'"', u"\"\""_s);
    return u'"' + field + u'"';
}

QString markdownCell(const QString &text)
{
    static const QString special = u"\\`*_{}[]()#+-.!|~:"_s;
    QString lines = text;
    lines.replace(u"\r\n"_s, u" "_s);
    for (const char16_t blank : {u'\n', u'\r', u'\t'})
        lines.replace(QChar(blank), u' ');
    const QString line = plainLine(lines, unbounded);
    QString cell;
    cell.reserve(line.size() + line.size() / 8);
    for (const QChar c : line) {
        if (c == u'<')
            cell += u"&lt;"_s;
        else if (c == u'>')
            cell += u"&gt;"_s;
        else if (c == u'&')
            cell += u"&amp;"_s;
        else if (c == u'@')
            cell += u"&#64;"_s; // no address or mention by accident
        else if (special.contains(c))
            cell += QString(u"\\"_s) + c;
        else
            cell += c;
    }
    return cell;
}

ExportFormatter::ExportFormatter(const ExportOptions &options) : m_options(options)
{
    m_options.rawFrames = options.rawFrames && options.peopleNames;
}

QStringList ExportFormatter::titles() const
{
    QStringList titles{u"time"_s, u"kind"_s,        u"flag"_s,   u"what"_s,  u"source"_s,
                       u"by"_s,   u"environment"_s, u"lag_ms"_s, u"record"_s};
    if (m_options.rawFrames)
        titles.append(u"raw"_s);
    return titles;
}

QByteArray ExportFormatter::head() const
{
    switch (m_options.format) {
    case ExportFormat::Csv: return titles().join(u',').toUtf8() + "\r\n";
    case ExportFormat::JsonLines: return {};
    case ExportFormat::Markdown: {
        QString names;
        QString rule;
        for (const QString &title : titles()) {
            names += u"| "_s + markdownCell(title) + u' ';
            rule += u"| --- "_s;
        }
        return (names + u"|\n"_s + rule + u"|\n"_s).toUtf8();
    }
    }
    return {};
}

QByteArray ExportFormatter::line(const Fact &given)
{
    Fact fact = given;
    if (!m_options.peopleNames && !fact.by.isEmpty())
        fact.by = replacedName(fact.by);
    if (m_options.format == ExportFormat::JsonLines)
        return factJsonLine(fact, m_options.environment, m_options.rawFrames).toUtf8() + '\n';

    QString line;
    for (const QString &cell : cells(fact)) {
        if (m_options.format == ExportFormat::Markdown) {
            line += u"| "_s + markdownCell(cell) + u' ';
        } else {
            if (!line.isNull())
                line += u',';
            line += csvField(cell);
        }
    }
    line += m_options.format == ExportFormat::Markdown ? u"|\n"_s : u"\r\n"_s;
    return line.toUtf8();
}

QStringList ExportFormatter::cells(const Fact &fact) const
{
    QStringList cells{toDateTime(fact.time).toString(Qt::ISODateWithMs),
                      word(fact.kind, fact.flag.kind()),
                      fact.flag.text(),
                      factText(fact),
                      word(fact.source),
                      fact.by,
                      factEnvironment(fact, m_options.environment),
                      fact.lag ? QString::number(fact.lag->count()) : QString(),
                      fact.flag.isEmpty() ? QString() : word(fact.flag.kind())};
    if (m_options.rawFrames)
        cells.append(QString::fromUtf8(fact.raw));
    return cells;
}

QString ExportFormatter::replacedName(const QString &name)
{
    const auto known = m_people.constFind(name);
    const int number = known != m_people.cend() ? *known : int(m_people.size()) + 1;
    if (known == m_people.cend())
        m_people.insert(name, number);
    return tr("person %1").arg(number);
}

} // namespace signalbox
