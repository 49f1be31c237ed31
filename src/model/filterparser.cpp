// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/filterparser.h"

#include "core/limits.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr QStringView durationField = u"latency";

bool isComparisonSign(QChar character)
{
    return character == u'<' || character == u'>';
}

/// "200", "200ms", "1.5s" in milliseconds.
std::optional<std::chrono::milliseconds> durationOf(QStringView text)
{
    double factor = 1;
    if (text.endsWith(u"ms", Qt::CaseInsensitive)) {
        text.chop(2);
    } else if (text.endsWith(u's', Qt::CaseInsensitive)) {
        text.chop(1);
        factor = 1'000;
    }
    const bool digits = std::all_of(text.cbegin(), text.cend(), [](QChar character) {
        return (character >= u'0' && character <= u'9') || character == u'.';
    });
    bool ok = false;
    const double number = text.toDouble(&ok);
    constexpr double most = 1e12; // 30 years, far from where a 64-bit number ends
    if (!digits || !ok || number * factor > most)
        return std::nullopt;
    return std::chrono::milliseconds(qint64(number * factor));
}

} // namespace

tl::expected<FilterQuery, FilterError> FilterParser::run()
{
    if (m_text.size() > limits::filterTextLength)
        return error(Kind::TooLong, limits::filterTextLength, m_text.size());
    skipBlanks();
    if (atEnd())
        return std::move(m_query);
    const Parsed root = readAny(0);
    if (!root)
        return tl::make_unexpected(root.error());
    if (!atEnd()) // only a parenthesis ends a group before the text ends
        return error(Kind::UnexpectedParenthesis, m_at, m_at + 1);
    return std::move(m_query);
}

FilterParser::Parsed FilterParser::readAny(int depth)
{
    std::vector<int> children;
    for (;;) {
        const Parsed child = readAll(depth);
        if (!child)
            return child;
        children.push_back(*child);
        if (!isKeyword(u"or"))
            return join(Node::Kind::Any, std::move(children));
        const qsizetype keyword = m_at;
        m_at += 2;
        skipBlanks();
        if (atEnd() || isAt(u')') || isKeyword(u"or") || isKeyword(u"and"))
            return error(Kind::MissingOperand, keyword, keyword + 2);
    }
}

FilterParser::Parsed FilterParser::readAll(int depth)
{
    std::vector<int> children;
    for (;;) {
        const Parsed child = readOne(depth);
        if (!child)
            return child;
        children.push_back(*child);
        skipBlanks();
        const bool joined = isKeyword(u"and");
        const qsizetype keyword = m_at;
        if (joined) {
            m_at += 3;
            skipBlanks();
        }
        const bool ends = atEnd() || isAt(u')') || isKeyword(u"or");
        if (joined && (ends || isKeyword(u"and")))
            return error(Kind::MissingOperand, keyword, keyword + 3);
        if (ends)
            return join(Node::Kind::All, std::move(children));
    }
}

FilterParser::Parsed FilterParser::readOne(int depth)
{
    skipBlanks();
    if (isKeyword(u"and") || isKeyword(u"or"))
        return error(Kind::MissingOperand, m_at, m_at + (isKeyword(u"or") ? 2 : 3));
    if (isAt(u')'))
        return error(Kind::UnexpectedParenthesis, m_at, m_at + 1);
    if (depth >= limits::filterDepth)
        return error(Kind::TooNested, m_at, m_at + 1);
    const qsizetype start = m_at;
    if (isKeyword(u"not")) {
        m_at += 3;
        skipBlanks();
        return readNegated(depth, start, start + 3);
    }
    if (isAt(u'-')) {
        ++m_at;
        if (isAt(u'('))
            return readNegated(depth, start, start + 1);
        const Parsed term = readTerm(start);
        return term ? Parsed(addNode({Node::Kind::Not, -1, {*term}})) : term;
    }
    return isAt(u'(') ? readGroup(depth) : readTerm(start);
}

FilterParser::Parsed FilterParser::readNegated(int depth, qsizetype operatorAt, qsizetype operatorEnd)
{
    if (atEnd() || isAt(u')') || isKeyword(u"and") || isKeyword(u"or"))
        return error(Kind::MissingOperand, operatorAt, operatorEnd);
    const Parsed child = readOne(depth + 1);
    return child ? Parsed(addNode({Node::Kind::Not, -1, {*child}})) : child;
}

FilterParser::Parsed FilterParser::readGroup(int depth)
{
    const qsizetype open = m_at;
    ++m_at;
    skipBlanks();
    if (isAt(u')'))
        return error(Kind::UnexpectedParenthesis, open, m_at + 1);
    if (atEnd())
        return error(Kind::UnclosedParenthesis, open, open + 1);
    Parsed inner = readAny(depth + 1);
    if (!inner)
        return inner;
    if (!isAt(u')'))
        return error(Kind::UnclosedParenthesis, open, open + 1);
    ++m_at;
    return inner;
}

FilterParser::Parsed FilterParser::readTerm(qsizetype blameFrom)
{
    FilterQuery::Term term;
    const qsizetype nameStart = m_at;
    qsizetype nameEnd = m_at;
    while (nameEnd < m_text.size() && m_text.at(nameEnd).isLetter())
        ++nameEnd;
    const QString name = m_text.mid(nameStart, nameEnd - nameStart).toLower();
    const QChar sign = nameEnd < m_text.size() ? m_text.at(nameEnd) : QChar();
    // What stands before a colon is a field only when it is made of letters: "12:30" is text. So is "a>b",
    // unless a is a field.
    if (!name.isEmpty() && (sign == u':' || (isComparisonSign(sign) && m_fields.contains(name)))) {
        if (!m_fields.contains(name))
            return error(Kind::UnknownField, nameStart, nameEnd);
        if ((name == durationField) != isComparisonSign(sign))
            return error(Kind::NotComparable, nameStart, nameEnd + 1);
        term.field = name;
        m_at = nameEnd + 1;
        if (isComparisonSign(sign))
            return readComparison(std::move(term), nameStart);
        if (isAt(u'('))
            return error(Kind::UnexpectedParenthesis, m_at, m_at + 1);
    }
    qsizetype valueStart = blameFrom; // a missing value is shown from here on
    for (;;) {
        auto value = readValue(valueStart);
        if (!value)
            return tl::make_unexpected(value.error());
        term.values.append(std::move(*value));
        if (!isAt(u'|'))
            break;
        valueStart = m_at;
        ++m_at;
    }
    m_query.m_terms.append(std::move(term));
    return addNode({Node::Kind::Term, int(m_query.m_terms.size()) - 1, {}});
}

/// The sign has been read; an equals sign may follow it.
FilterParser::Parsed FilterParser::readComparison(FilterQuery::Term term, qsizetype start)
{
    using Comparison = FilterQuery::Comparison;
    const bool less = m_text.at(m_at - 1) == u'<';
    term.comparison = less ? Comparison::Less : Comparison::Greater;
    if (isAt(u'=')) {
        term.comparison = less ? Comparison::LessOrEqual : Comparison::GreaterOrEqual;
        ++m_at;
    }
    const qsizetype from = m_at;
    while (!atEnd() && !current().isSpace() && !isAt(u')'))
        ++m_at;
    if (m_at == from)
        return error(Kind::MissingValue, start, m_at);
    const auto duration = durationOf(QStringView(m_text).mid(from, m_at - from));
    if (!duration)
        return error(Kind::WrongDuration, from, m_at);
    term.duration = *duration;
    m_query.m_terms.append(std::move(term));
    return addNode({Node::Kind::Term, int(m_query.m_terms.size()) - 1, {}});
}

tl::expected<FilterQuery::Value, FilterError> FilterParser::readValue(qsizetype blameFrom)
{
    if (isAt(u'"')) {
        const qsizetype open = m_at;
        const qsizetype close = m_text.indexOf(u'"', open + 1);
        if (close < 0)
            return error(Kind::UnclosedQuote, open, m_text.size());
        m_at = close + 1;
        return FilterQuery::Value{m_text.mid(open + 1, close - open - 1).toLower(), {}, {}};
    }
    if (isAt(u'/'))
        return readPattern();
    const qsizetype start = m_at;
    FilterQuery::Value value = readBareWord();
    if (m_at == start)
        return error(Kind::MissingValue, blameFrom, std::max(m_at, blameFrom + 1));
    return value;
}

/// Until a blank, a bar, or a parenthesis that closes what was opened before the word.
FilterQuery::Value FilterParser::readBareWord()
{
    const qsizetype start = m_at;
    int open = 0;
    for (; !atEnd() && !current().isSpace() && current() != u'|'; ++m_at) {
        if (current() == u'(')
            ++open;
        else if (current() == u')' && --open < 0)
            break;
    }
    FilterQuery::Value value;
    value.text = m_text.mid(start, m_at - start).toLower();
    if (value.text.contains(u'*'))
        value.pieces = value.text.split(u'*');
    return value;
}

tl::expected<FilterQuery::Value, FilterError> FilterParser::readPattern()
{
    const qsizetype open = m_at;
    QString pattern;
    qsizetype close = open + 1;
    for (; close < m_text.size() && m_text.at(close) != u'/'; ++close) {
        // A slash is written \/ inside; any other backslash belongs to the pattern.
        if (m_text.at(close) == u'\\' && close + 1 < m_text.size()) {
            if (m_text.at(close + 1) != u'/')
                pattern += u'\\';
            ++close;
        }
        pattern += m_text.at(close);
    }
    if (close >= m_text.size())
        return error(Kind::UnclosedPattern, open, m_text.size());
    m_at = close + 1;
    if (pattern.isEmpty())
        return error(Kind::MissingValue, open, m_at);
    if (pattern.size() > limits::filterPatternLength)
        return error(Kind::TooLongPattern, open, m_at);
    // The engine counts its own steps and gives up; a limit that the pattern itself sets can only lower it.
    const QString bound = u"(*LIMIT_MATCH=%1)"_s.arg(limits::filterPatternSteps);
    QRegularExpression expression(bound + pattern, QRegularExpression::CaseInsensitiveOption
                                                       | QRegularExpression::DontCaptureOption);
    if (!expression.isValid()) {
        const qsizetype at =
            std::clamp<qsizetype>(expression.patternErrorOffset() - bound.size(), 0, close - open - 2);
        auto wrong = error(Kind::WrongPattern, open + 1 + at, open + 2 + at);
        wrong.value().reason = expression.errorString();
        return wrong;
    }
    expression.optimize();
    return FilterQuery::Value{pattern, {}, std::move(expression)};
}

void FilterParser::skipBlanks()
{
    while (!atEnd() && current().isSpace())
        ++m_at;
}

bool FilterParser::isKeyword(QStringView keyword) const
{
    const QStringView rest = QStringView(m_text).mid(m_at);
    if (!rest.startsWith(keyword, Qt::CaseInsensitive))
        return false;
    const QStringView after = rest.mid(keyword.size());
    return after.isEmpty() || after.front().isSpace() || after.front() == u'(' || after.front() == u')';
}

tl::unexpected<FilterError> FilterParser::error(Kind kind, qsizetype from, qsizetype until) const
{
    return tl::unexpected<FilterError>(
        {kind, int(from), int(until - from), m_text.mid(from, until - from), {}});
}

int FilterParser::addNode(Node node)
{
    m_query.m_nodes.push_back(std::move(node));
    return int(m_query.m_nodes.size()) - 1;
}

int FilterParser::join(Node::Kind kind, std::vector<int> children)
{
    if (children.size() == 1)
        return children.front();
    std::stable_sort(children.begin(), children.end(),
                     [this](int a, int b) { return m_query.costOf(a) < m_query.costOf(b); });
    return addNode({kind, -1, std::move(children)});
}

} // namespace signalbox
