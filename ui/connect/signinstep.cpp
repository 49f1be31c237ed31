// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/signinstep.h"

#include "connect/networkgroup.h"
#include "connect/serverurl.h"
#include "flags/tickbox.h"

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

SignInStep::SignInStep(const Theme &theme, QWidget *parent) : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    m_url = addField(*column, *this, "urlField", tr("Server address"));
    m_plainHttp = new TickBox(theme, tr("Allow plain http: the password travels readable"), this);
    m_plainHttp->setObjectName(u"plainHttpBox"_s);
    m_plainHttp->hide();
    column->addWidget(m_plainHttp);
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
    m_network = new NetworkGroup(this);
    column->addWidget(m_network);
    connect(m_network, &NetworkGroup::edited, this, &SignInStep::edited);
    connect(m_plainHttp, &QCheckBox::clicked, this, [this] {
        setWrong(*m_url, false);
        emit edited();
    });
    connect(m_url, &QLineEdit::textEdited, this, [this] {
        m_plainHttp->setChecked(false);
        askAboutPlainHttp();
    });

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

void SignInStep::setUrl(const QString &url, const NetworkSettings &network)
{
    m_url->setText(url);
    m_plainHttp->setChecked(network.allowPlainHttp && needsPlainHttpAgreement(url));
    m_network->setSettings(network);
    askAboutPlainHttp();
}

/// The box is there only for an address that it matters for.
void SignInStep::askAboutPlainHttp()
{
    m_plainHttp->setVisible(needsPlainHttpAgreement(m_url->text()));
}

NetworkSettings SignInStep::networkSettings() const
{
    NetworkSettings settings = m_network->settings();
    settings.allowPlainHttp = m_plainHttp->isChecked();
    return settings;
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
    m_network->clearSecrets();
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

QString SignInStep::checkAddress()
{
    const auto url = serverUrl(m_url->text(), m_plainHttp->isChecked());
    markWrong(url ? nullptr : m_url);
    return url ? QString() : url.error();
}

QString SignInStep::check()
{
    if (const QString sentence = checkAddress(); !sentence.isEmpty())
        return sentence;
    if (email().isEmpty()) {
        markWrong(m_email);
        return tr("Enter the e-mail address of your account.");
    }
    if (m_password->text().isEmpty()) {
        markWrong(m_password);
        return tr("Enter your password.");
    }
    return {};
}

/// Marks @p field and no other.
void SignInStep::markWrong(const QLineEdit *field)
{
    for (QLineEdit *one : {m_url, m_email, m_password}) {
        setWrong(*one, one == field);
        if (one == field)
            one->setFocus();
    }
}

} // namespace signalbox
