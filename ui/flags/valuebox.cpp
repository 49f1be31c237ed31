// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/valuebox.h"

#include "core/plaintext.h"
#include "flags/mutedlabel.h"
#include "model/kindwords.h"
#include "operations/configvalue.h"
#include "theme/theme.h"

#include <QBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStyle>
#include <QTextBlock>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int manyLines = 9;
constexpr int fewLines = 3; ///< a text that has one line now may get more

} // namespace

ValueBox::ValueBox(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_title(mutedLabel({}, theme, this))
    , m_revert(new QPushButton(tr("Revert"), this))
    , m_line(new QLineEdit(this))
    , m_lines(new QPlainTextEdit(this))
    , m_note(mutedLabel({}, theme, this))
{
    setObjectName(u"valueBox"_s);
    m_revert->setObjectName(u"revertValue"_s);
    m_revert->setProperty("kind", u"link"_s);
    m_revert->setAutoDefault(false); // Enter belongs to nobody in the panel
    m_revert->setDefault(false);
    m_revert->setToolTip(tr("Put back what the server reports"));
    m_line->setObjectName(u"valueLine"_s);
    m_lines->setObjectName(u"valueLines"_s);
    m_lines->setTabChangesFocus(true);
    m_note->setObjectName(u"valueNote"_s);
    m_note->setWordWrap(true);
    auto *titles = new QHBoxLayout;
    titles->addWidget(m_title, 1);
    titles->addWidget(m_revert);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(5);
    all->addLayout(titles);
    all->addWidget(m_line);
    all->addWidget(m_lines);
    all->addWidget(m_note);
    restyle();
    connect(&theme, &Theme::changed, this, &ValueBox::restyle);
    const auto typed = [this] {
        m_touched = true;
        check();
        emit edited();
    };
    connect(m_line, &QLineEdit::textEdited, this, typed);
    connect(m_lines, &QPlainTextEdit::textChanged, this, typed);
    connect(m_revert, &QPushButton::clicked, this, [this] {
        m_touched = false;
        setText(m_reportedText);
        emit edited();
    });
}

void ValueBox::restyle()
{
    m_line->setFont(m_theme.monospaceFont());
    m_lines->setFont(m_theme.monospaceFont());
    setRows();
    check();
}

void ValueBox::setRows()
{
    const int rows = m_large ? manyLines : fewLines;
    m_lines->setFixedHeight(rows * QFontMetrics(m_lines->font()).lineSpacing() + 18);
}

void ValueBox::begin(const FlagKey &key, const std::optional<QString> &text)
{
    m_key = key;
    m_isShown = false;
    m_type.clear();
    m_reported.reset();
    m_reportedText.clear();
    m_begunWith = text;
    m_touched = false;
    m_large = false;
    m_oneLine = false;
    setText({});
}

void ValueBox::showState(const Flag &now, bool free)
{
    const QString type = now.config ? now.config->type : QString();
    // Each second and each key come by here: what is long is laid out and checked when it is another one.
    if (!m_isShown || m_type != type || m_reported != now.defaultValue)
        take(now, type);
    if (!m_large && m_lines->blockCount() > fewLines) { // it was typed longer
        m_large = true;
        setRows();
    }
    m_line->setReadOnly(!free);
    m_lines->setReadOnly(!free);
    m_revert->setVisible(free && m_touched);
}

void ValueBox::take(const Flag &now, const QString &type)
{
    m_isShown = true;
    m_type = type;
    m_oneLine = now.kind() == FlagKind::Config && (m_type == u"number" || m_type == u"boolean");
    m_reported = now.defaultValue;
    m_reportedText = now.defaultValue ? editableText(*now.defaultValue, now.kind(), m_type) : QString();
    if (m_begunWith) {
        m_touched = *m_begunWith != m_reportedText;
        setText(*std::exchange(m_begunWith, std::nullopt));
    } else if (!m_touched) {
        setText(m_reportedText);
    } else {
        check(); // the type may be another one
    }
    m_large = m_large || wantsManyLines(now.kind(), m_type, now.defaultValue);
    // Prompts are prose, with lines as long as paragraphs; in JSON a line is a member.
    m_lines->setLineWrapMode(now.kind() == FlagKind::AiConfig ? QPlainTextEdit::WidgetWidth
                                                              : QPlainTextEdit::NoWrap);
    m_line->setVisible(m_oneLine);
    m_lines->setVisible(!m_oneLine);
    setRows();
    const QString noun = now.kind() == FlagKind::AiConfig ? tr("New content") : tr("New value");
    m_title->setText(m_type.isEmpty() ? noun : tr("%1 · %2").arg(noun, plainLine(m_type, 40)));
    m_line->setAccessibleName(noun);
    m_lines->setAccessibleName(noun);
}

std::optional<QString> ValueBox::written() const
{
    return m_touched && text() != m_reportedText ? std::optional(text()) : std::nullopt;
}

void ValueBox::focusText()
{
    QWidget *field = m_oneLine ? static_cast<QWidget *>(m_line) : m_lines;
    field->setFocus(Qt::PopupFocusReason);
    if (m_oneLine)
        m_line->selectAll();
}

QString ValueBox::text() const
{
    if (m_oneLine)
        return m_line->text();
    // The editor knows one kind of line end: what nobody touched stays what it is.
    QString text = m_lines->toPlainText();
    return m_reportedText.contains(u"\r\n") ? text.replace(u'\n', u"\r\n"_s) : text;
}

void ValueBox::setText(const QString &text)
{
    const QSignalBlocker quietLine(m_line);
    const QSignalBlocker quietLines(m_lines);
    m_line->setText(text);
    m_lines->setPlainText(text);
    check();
}

void ValueBox::check()
{
    if (m_key.isEmpty())
        return;
    const auto made = configValueFrom(text(), m_key.kind(), m_type);
    m_value = made ? std::optional(*made) : std::nullopt;
    m_problem = made ? QString() : made.error().sentence;
    markLine(made ? 0 : made.error().line);
    const bool wrong = m_touched && !made;
    m_note->setProperty("kind", wrong ? u"fault"_s : u"muted"_s);
    m_note->style()->unpolish(m_note);
    m_note->style()->polish(m_note);
    m_note->setText(wrong ? m_problem : QString());
    m_note->setVisible(wrong);
}

void ValueBox::markLine(int line)
{
    QList<QTextEdit::ExtraSelection> marks;
    if (line > 0 && m_touched) {
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(m_lines->document()->findBlockByNumber(line - 1));
        mark.format.setProperty(QTextFormat::FullWidthSelection, true);
        QColor tint = m_theme.colors().fault;
        tint.setAlphaF(0.16F);
        mark.format.setBackground(tint);
        marks.append(mark);
    }
    m_lines->setExtraSelections(marks);
}

} // namespace signalbox
