// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/signinstep.h"

#include "connect/connectlayout.h"
#include "connect/networkgroup.h"
#include "connect/serverurl.h"
#include "flags/tickbox.h"
#include "theme/paragraph.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestField = 2'000;
constexpr int roomAbove = 6; ///< a label, in logical pixels
const QString flagDashAddress = u"https://flagdash.io"_s;

struct LabelledField
{
    QLabel *label;
    QLineEdit *field;
};

LabelledField addField(QBoxLayout &column, QWidget &parent, const char *name, const QString &title)
{
    auto *label = new QLabel(title, &parent);
    label->setProperty("kind", u"muted"_s);
    // The room above belongs to the label, so that it goes with it where a vendor does not want the field.
    // Not its margin: a label loses that when it is polished before it has a size.
    label->setMinimumHeight(label->fontMetrics().height() + roomAbove);
    label->setAlignment(Qt::AlignLeft | Qt::AlignBottom);
    auto *field = new QLineEdit(&parent);
    field->setObjectName(QLatin1String(name));
    field->setAccessibleName(title);
    field->setMaxLength(longestField);
    label->setBuddy(field);
    column.addWidget(label);
    column.addWidget(field);
    return {label, field};
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

SignInStep::SignInStep(const Theme &theme, QWidget *parent) : QWidget(parent), m_vendor(new QComboBox(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto *vendorLabel = new QLabel(tr("System"), this);
    vendorLabel->setProperty("kind", u"muted"_s);
    vendorLabel->setBuddy(m_vendor);
    m_vendor->setObjectName(u"vendorField"_s);
    m_vendor->setAccessibleName(vendorLabel->text());
    for (const Vendor vendor : {Vendor::Togul, Vendor::FlagDash})
        m_vendor->addItem(vendorName(vendor), int(vendor));
    column->addWidget(vendorLabel);
    column->addWidget(m_vendor);
    m_url = addField(*column, *this, "urlField", tr("Server address")).field;
    m_plainHttp = new TickBox(theme, tr("Allow plain http: what proves who you are travels readable"), this);
    m_plainHttp->setObjectName(u"plainHttpBox"_s);
    m_plainHttp->hide();
    column->addWidget(m_plainHttp);
    m_browser = new QPushButton(tr("Sign in with a &browser…"), this);
    m_browser->setObjectName(u"browserButton"_s);
    m_browser->setToolTip(tr("No password and no token passes through this program"));
    m_browser->setAutoDefault(false);
    column->addWidget(m_browser, 0, Qt::AlignLeft);
    connect(m_browser, &QPushButton::clicked, this, &SignInStep::browserRequested);
    m_email = addRow(*column, Vendor::Togul, "emailField", tr("E-mail"));
    m_password = addRow(*column, Vendor::Togul, "passwordField", tr("Password"));
    m_token = addRow(*column, Vendor::FlagDash, "tokenField", tr("Or an access token (pat_…) or key (sk_…)"));
    m_streamKey = addRow(*column, Vendor::FlagDash, "streamKeyField", tr("Key for the stream"));
    m_project = addRow(*column, Vendor::FlagDash, "projectIdField", tr("Project id"));
    m_environment = addRow(*column, Vendor::FlagDash, "environmentIdField", tr("Environment id"));
    m_url->setInputMethodHints(Qt::ImhUrlCharactersOnly);
    m_email->setInputMethodHints(Qt::ImhEmailCharactersOnly);
    for (QLineEdit *secret : {m_password, m_token, m_streamKey})
        secret->setEchoMode(QLineEdit::Password);
    m_streamKey->setPlaceholderText(tr("same as above"));
    for (QLineEdit *hint : {m_project, m_environment})
        hint->setPlaceholderText(tr("only where the key may not list them"));
    for (const auto &[vendor, text] :
         {std::pair(Vendor::Togul,
                    tr("The password is used for this session only. Nothing secret is stored.")),
          std::pair(Vendor::FlagDash,
                    tr("Used for this session only; nothing secret is stored. The stream of "
                       "a key watches its own environment."))}) {
        auto *note = new Paragraph(text, connectcard::textWidth, this);
        note->setProperty("kind", u"muted"_s);
        column->addWidget(note);
        m_notes.append({vendor, note});
    }
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
    connect(m_vendor, &QComboBox::currentIndexChanged, this, [this] {
        // FlagDash has one address for all but those who run it themselves.
        if (vendor() == Vendor::FlagDash && m_url->text().isEmpty())
            m_url->setText(flagDashAddress);
        else if (vendor() != Vendor::FlagDash && m_url->text() == flagDashAddress)
            m_url->clear();
        showRows();
        markWrong(nullptr);
        emit edited();
    });
    connect(m_url, &QLineEdit::returnPressed, this, [this] { goOnFrom(m_url); });
    connect(m_url, &QLineEdit::textEdited, this, [this] {
        setWrong(*m_url, false);
        emit edited();
    });
    setFocusProxy(m_url);
    showRows();
}

QLineEdit *SignInStep::addRow(QBoxLayout &column, Vendor vendor, const char *name, const QString &title)
{
    const LabelledField made = addField(column, *this, name, title);
    m_rows.append({vendor, made.label, made.field});
    connect(made.field, &QLineEdit::returnPressed, this, [this, field = made.field] { goOnFrom(field); });
    connect(made.field, &QLineEdit::textEdited, this, [this, field = made.field] {
        setWrong(*field, false);
        emit edited();
    });
    return made.field;
}

void SignInStep::showRows()
{
    const bool isTogul = vendor() == Vendor::Togul;
    for (const Row &row : std::as_const(m_rows)) {
        row.label->setVisible(row.vendor == vendor());
        row.field->setVisible(row.vendor == vendor());
    }
    m_browser->setVisible(vendor() == Vendor::FlagDash);
    m_url->setPlaceholderText(isTogul ? tr("https://flags.example.com") : flagDashAddress);
    for (const auto &[wantedBy, note] : std::as_const(m_notes))
        note->setVisible(wantedBy == vendor());
}

QVector<QLineEdit *> SignInStep::fields() const
{
    QVector<QLineEdit *> shown{m_url};
    for (const Row &row : m_rows) {
        if (row.vendor == vendor())
            shown.append(row.field);
    }
    return shown;
}

/// Enter: the next field, and after the last the button.
void SignInStep::goOnFrom(const QLineEdit *field)
{
    const QVector<QLineEdit *> shown = fields();
    const qsizetype next = shown.indexOf(field) + 1;
    // What may stay empty is no station on the way.
    const bool isOptional =
        next < shown.size()
        && (shown.at(next) == m_streamKey || shown.at(next) == m_project || shown.at(next) == m_environment);
    if (next >= shown.size() || isOptional)
        emit submitted();
    else
        shown.at(next)->setFocus();
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

void SignInStep::setVendor(Vendor vendor)
{
    m_vendor->setCurrentIndex(m_vendor->findData(int(vendor)));
}

Vendor SignInStep::vendor() const
{
    return Vendor(m_vendor->currentData().toInt());
}

void SignInStep::fill(ConnectRequest &request) const
{
    request.vendor = vendor();
    switch (request.vendor) {
    case Vendor::Togul:
        request.email = email();
        request.password = m_password->text();
        break;
    case Vendor::FlagDash:
        request.token = m_token->text().trimmed().toUtf8();
        request.streamKey = m_streamKey->text().trimmed().toUtf8();
        request.projectHint = m_project->text().trimmed();
        request.environmentHint = m_environment->text().trimmed();
        break;
    }
}

void SignInStep::clearSecrets()
{
    for (QLineEdit *secret : {m_password, m_token, m_streamKey})
        secret->clear();
    m_network->clearSecrets();
}

void SignInStep::focusFirstEmpty()
{
    const QVector<QLineEdit *> wanted = fields().mid(0, vendor() == Vendor::Togul ? 3 : 2);
    for (QLineEdit *field : wanted) {
        if (field->text().isEmpty()) {
            field->setFocus();
            return;
        }
    }
    wanted.constLast()->setFocus();
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
    const auto isHeaderText = [](const QLineEdit &field) {
        const QString text = field.text().trimmed();
        return std::all_of(text.begin(), text.end(), [](QChar c) { return c > u' ' && c < u'\u007F'; });
    };
    if (vendor() == Vendor::FlagDash) {
        for (QLineEdit *field : {m_token, m_streamKey}) {
            if (isHeaderText(*field))
                continue;
            markWrong(field);
            return tr("This holds characters that no token has. Copy it once more.");
        }
        if (!m_token->text().trimmed().isEmpty())
            return {};
        markWrong(m_token);
        return tr("Enter an access token or a key, or sign in with a browser.");
    }
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
    const auto mark = [field](QLineEdit *one) {
        setWrong(*one, one == field);
        if (one == field)
            one->setFocus();
    };
    mark(m_url);
    for (const Row &row : std::as_const(m_rows))
        mark(row.field);
}

} // namespace signalbox
