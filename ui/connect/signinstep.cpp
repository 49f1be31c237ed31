// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/signinstep.h"

#include "connect/serverurl.h"

#include <QLabel>
#include <QLineEdit>
#include <QStyle>
#include <QVBoxLayout>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestField = 2'000;

QLineEdit *addField(QVBoxLayout &column, QWidget &parent, const char *name, const QString &title)
{
    auto *label = new QLabel(title, &parent);
    label->setProperty("kind", u"muted"_s);
    auto *field = new QLineEdit(&parent);
    field->setObjectName(QLatin1String(name));
    field->setAccessibleName(title);
    field->setMaxLength(longestField);
    label->setBuddy(field);
    column.addWidget(label);
    column.addWidget(field);
    column.addSpacing(6);
    return field;
}

void setWrong(QLineEdit &field, bool wrong)
{
    if (field.property("wrong").toBool() == wrong)
        return;
    field.setProperty("wrong", wrong);
    field.style()->unpolish(&field);
    field.style()->polish(&field);
}

} // namespace

SignInStep::SignInStep(QWidget *parent) : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    m_url = addField(*column, *this, "urlField", tr("Server address"));
    m_email = addField(*column, *this, "emailField", tr("E-mail"));
    m_password = addField(*column, *this, "passwordField", tr("Password"));
    m_url->setPlaceholderText(tr("https://flags.example.com"));
    m_url->setInputMethodHints(Qt::ImhUrlCharactersOnly);
    m_email->setInputMethodHints(Qt::ImhEmailCharactersOnly);
    m_password->setEchoMode(QLineEdit::Password);
    auto *note =
        new QLabel(tr("The password is used for this session only. Nothing secret is stored."), this);
    note->setTextFormat(Qt::PlainText);
    note->setProperty("kind", u"muted"_s);
    note->setWordWrap(true);
    column->addWidget(note);

    for (QLineEdit *field : {m_url, m_email, m_password}) {
        connect(field, &QLineEdit::textEdited, this, [this, field] {
            setWrong(*field, false);
            emit edited();
        });
    }
    connect(m_url, &QLineEdit::returnPressed, m_email, qOverload<>(&QWidget::setFocus));
    connect(m_email, &QLineEdit::returnPressed, m_password, qOverload<>(&QWidget::setFocus));
    connect(m_password, &QLineEdit::returnPressed, this, &SignInStep::submitted);
    setFocusProxy(m_url);
}

void SignInStep::setUrl(const QString &url)
{
    m_url->setText(url);
}

void SignInStep::setEmail(const QString &email)
{
    m_email->setText(email);
}

QString SignInStep::urlText() const
{
    return m_url->text().trimmed();
}

QString SignInStep::email() const
{
    return m_email->text().trimmed();
}

QString SignInStep::password() const
{
    return m_password->text();
}

void SignInStep::clearPassword()
{
    m_password->clear();
}

void SignInStep::focusFirstEmpty()
{
    for (QLineEdit *field : {m_url, m_email, m_password}) {
        if (field->text().isEmpty()) {
            field->setFocus();
            return;
        }
    }
    m_password->setFocus();
}

QString SignInStep::check()
{
    QLineEdit *field = nullptr;
    QString sentence;
    if (const auto url = serverUrl(m_url->text()); !url) {
        field = m_url;
        sentence = url.error();
    } else if (email().isEmpty()) {
        field = m_email;
        sentence = tr("Enter the e-mail address of your account.");
    } else if (m_password->text().isEmpty()) {
        field = m_password;
        sentence = tr("Enter your password.");
    }
    for (QLineEdit *one : {m_url, m_email, m_password})
        setWrong(*one, one == field);
    if (field)
        field->setFocus();
    return sentence;
}

} // namespace signalbox
